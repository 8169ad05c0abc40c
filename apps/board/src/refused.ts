/** What a person asked for is not done, and this sentence says why; Fastify answers with its status. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly statusCode = 400;
}
