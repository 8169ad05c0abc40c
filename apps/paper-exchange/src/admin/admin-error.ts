/** A refusal of the admin API, in words. Thrown by its actions; the route turns it into the answer `{error}`. */
export class AdminError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
