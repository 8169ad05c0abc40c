import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

/**
 * The `result` of a Bybit v5 answer, `{retCode: 0, retMsg, result, retExtInfo, time}`. Throws `Unreadable` unless the answer
 * says that it is a success: an empty or foreign page comes with HTTP 200 as well.
 */
export function readResult(payload: unknown, what: string): Row {
  const answer = new Row(payload, what);
  if (answer.integer('retCode') !== 0) throw new Unreadable(`${what}: no success`);
  return new Row(answer.value('result'), what);
}
