/** An answer of the service that is no success, in Twirp's form. */
export class TwirpError extends Error {
  readonly status: number;
  readonly code: string;
  /** True when no correct client sends such a request. */
  readonly invalid: boolean;

  private constructor(status: number, code: string, message: string, invalid: boolean) {
    super(message);
    this.status = status;
    this.code = code;
    this.invalid = invalid;
  }

  /** The world is not as the client hoped. */
  static refused(status: number, code: string, message: string): TwirpError {
    return new TwirpError(status, code, message, false);
  }

  /** The client's own fault. */
  static invalid(status: number, code: string, message: string): TwirpError {
    return new TwirpError(status, code, message, true);
  }
}
