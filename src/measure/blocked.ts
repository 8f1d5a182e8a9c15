/** A condition can't be evaluated; never the same as false. The message names the operand. */
export class Blocked extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'Blocked';
  }
}
