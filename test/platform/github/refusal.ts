/** An answer that is no success, thrown where it is found out. */
export class Refusal extends Error {
  readonly status: number;
  /** True when no correct client sends such a request; false when the world is merely not as the client hoped. */
  readonly invalid: boolean;

  private constructor(status: number, message: string, invalid: boolean) {
    super(message);
    this.status = status;
    this.invalid = invalid;
  }

  static notFound(): Refusal {
    return new Refusal(404, 'Not Found', false);
  }

  static badCredentials(): Refusal {
    return new Refusal(401, 'Bad credentials', false);
  }

  static forbidden(message = 'Resource not accessible by integration'): Refusal {
    return new Refusal(403, message, false);
  }

  /** Something that the client could not know is in its way. */
  static conflict(status: number, message: string): Refusal {
    return new Refusal(status, message, false);
  }

  /** The client's own fault. */
  static invalid(message: string, status = 422): Refusal {
    return new Refusal(status, message, true);
  }
}
