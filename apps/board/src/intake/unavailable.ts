/** Something that taking a wave in needs cannot be reached now; the message is one sentence without secrets. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
