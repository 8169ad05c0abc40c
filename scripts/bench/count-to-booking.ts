/** What the bench notes between two statements when an entry leaves for the exchange. */
export const ENTRY_SENT = 'entry sent';

/**
 * How many statements went to the database up to the one that booked the entry's answer, that one included. `noted` are the names of the
 * statements in their order, with {@link ENTRY_SENT} where the entry left: settings are sent and booked by the same statements before it,
 * and a stop after it. Null: no entry left, or nobody booked it.
 */
export function countToBooking(noted: readonly string[]): number | null {
  const sentAt = noted.indexOf(ENTRY_SENT);
  const bookedAt = sentAt === -1 ? -1 : noted.indexOf('record_facts', sentAt);
  // The note itself is no statement.
  return bookedAt === -1 ? null : bookedAt;
}
