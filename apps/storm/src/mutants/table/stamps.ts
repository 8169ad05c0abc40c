import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

const sends = 'await exchange.send(sending.request, signature)';

/** In the adapters: the request leaves, whatever more is said of it. */
const sendsOnce = 'const reply = await session.send(call.endpoint, call.parameters, signature';

function signedAnew(code: string): string {
  return `  if (reply.body.includes('${code}')) {
    await session.clock.ready();
    reply = await session.send(call.endpoint, call.parameters, { ...signature, signedAtMs: session.clock.nowMs() });
  }`;
}

/** What a request is signed with, and how often it is sent: rules 4 and 5. */
export const stampMutants: readonly Mutant[] = [
  {
    name: 'stamp-of-the-send',
    removes: 'a request is signed with the time at which it leaves',
    edits: [{ file: files.sendIntent, find: sends, replace: 'await exchange.send(sending.request, { signedAtMs: exchange.nowMs(), windowMs })' }],
    expected: ['I3'],
  },
  {
    name: 'stamp-of-the-commit',
    removes: 'a request is signed with the time at which its intent was committed',
    edits: [
      { file: files.sendIntent, find: 'const intentId = ports.runtime.newId();', replace: 'const intentId = ports.runtime.newId();\n  sending = { ...sending, signedAtMs: exchange.nowMs() };' },
    ],
    expected: ['I3', 'I5', 'I6'],
  },
  {
    name: 'long-window',
    removes: 'the exchange takes a request for a minute after its stamp',
    edits: [{ file: files.sendIntent, find: sends, replace: 'await exchange.send(sending.request, { signedAtMs: sending.signedAtMs, windowMs: 60_000 })' }],
    expected: ['I3'],
  },
  {
    name: 'signed-anew-when-too-old',
    removes: 'a request that the exchange found too old is signed anew and sent again',
    edits: [
      { file: files.connectBinance, find: sendsOnce, replace: sendsOnce.replace('const', 'let') },
      { file: files.connectBinance, find: '  return reply.failure === null ?', replace: `${signedAnew('-1021')}\n  return reply.failure === null ?` },
      { file: files.sendToBybit, find: sendsOnce, replace: sendsOnce.replace('const', 'let') },
      { file: files.sendToBybit, find: '  if (reply.failure !== null) return classify(reply);', replace: `${signedAnew('10002')}\n  if (reply.failure !== null) return classify(reply);` },
    ],
    expected: ['I3'],
  },
  {
    name: 'sent-again-without-look-up',
    removes: 'a request whose reply was lost is sent again as it was',
    edits: [
      {
        file: files.sendIntent,
        find: `const outcome = ${sends};`,
        replace: `let outcome = ${sends};\n  if (outcome.type === 'unknown') outcome = ${sends};`,
      },
    ],
    expected: ['I2', 'I3'],
  },
  {
    name: 'fresh-id-for-each-try',
    removes: 'a request whose reply was lost is sent again under another client order id',
    edits: [
      {
        file: files.sendIntent,
        find: `const outcome = ${sends};`,
        replace: `let outcome = ${sends};
  if (outcome.type === 'unknown' && sending.request.kind === 'place') {
    const clientOrderId = sending.request.clientOrderId.slice(0, -1) + 'f';
    outcome = await exchange.send({ ...sending.request, clientOrderId }, { signedAtMs: sending.signedAtMs, windowMs });
  }`,
      },
    ],
    expected: ['I2', 'I3'],
  },
  {
    name: 'time-out-is-a-refusal',
    removes: 'a reply that was lost counts as a refusal',
    edits: [files.classify, files.bybitClassify].map((file) => ({ file, find: "return { type: 'unknown', cause: reason };", replace: "return { type: 'rejected', code: 'timeout', reason };" })),
    expected: ['I2', 'I6', 'I9'],
  },
  {
    name: 'carry-on-after-an-unconfirmed-step',
    removes: 'a reply that was lost counts as an acceptance, so what comes next is done without a confirmation',
    edits: [files.classify, files.bybitClassify].map((file) => ({ file, find: "return { type: 'unknown', cause: reason };", replace: "return { type: 'accepted', report: null };" })),
    expected: ['I4', 'I5', 'I8', 'I12'],
  },
];
