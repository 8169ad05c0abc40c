/** One thing that a sender is told: a signal's outcome changed, or a wave ended. */
export interface OutcomeMessage {
  /** Where readers continue: each is greater than all that were ever read before it. */
  readonly sequence: number;
  /** The same at each delivery: a receiver that knows it has had the message. */
  readonly id: string;
  readonly type: string;
  /** When it was written, an ISO instant. */
  readonly at: string;
  readonly source: string;
  readonly waveId: string;
  /** What stands in the message beside these: `wave`, and `signal` with `position`, or `outcomes`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Columns of a message (row `m`) as statements return it. */
export const MESSAGE_COLUMNS = `m.sequence::text, m.message_id AS id, m.type, to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, m.source, m.wave_id AS "waveId", m.body`;

export interface MessageRow extends Omit<OutcomeMessage, 'sequence'> {
  readonly sequence: string;
}

/** The message that a row with {@link MESSAGE_COLUMNS} stands for. */
export function toMessage({ sequence, id, type, at, source, waveId, body }: MessageRow): OutcomeMessage {
  return { sequence: Number(sequence), id, type, at, source, waveId, body };
}

/** A message as everybody is told it: over server-sent events, by webhook, and by the command line with --json. */
export function toldMessage({ id, sequence, type, at, source, body }: OutcomeMessage): Readonly<Record<string, unknown>> {
  return { id, sequence, type, at, source, ...body };
}
