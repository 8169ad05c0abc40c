import { JsonInPieces } from '../json-in-pieces.ts';
import { ReadyJson } from '../venue-request.ts';

/** A result that is there already, as the bytes that go out: encoding a large one anew for each reader would cost most of a read. */
export class RenderedResult {
  readonly bytes: Buffer;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }
}

/** A result with something beside it: what became of each leg of a batch. */
export class BatchResult {
  readonly result: unknown;
  readonly legs: readonly unknown[];

  constructor(result: unknown, legs: readonly unknown[]) {
    this.result = result;
    this.legs = legs;
  }
}

const head = '{"retCode":0,"retMsg":"OK","result":';
const headBytes = Buffer.from(head);

/** A success as the venue answers it. Source: docs, Bybit v5, "Integration Guidance": common response parameters. */
export function wrapResult(result: unknown, nowMs: number): unknown {
  const tail = `,"retExtInfo":{},"time":${nowMs}}`;
  if (result instanceof RenderedResult) return new ReadyJson(Buffer.concat([headBytes, result.bytes, Buffer.from(tail)]));
  if (result instanceof BatchResult) return { retCode: 0, retMsg: 'OK', result: result.result, retExtInfo: { list: result.legs }, time: nowMs };
  if (!(result instanceof JsonInPieces)) return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: nowMs };
  return new JsonInPieces(function* pieces() {
    yield head;
    yield* result.pieces();
    yield tail;
  });
}
