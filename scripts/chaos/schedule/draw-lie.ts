import { bounds, symbols } from '../world/configuration.ts';
import type { Lie } from './deed.ts';
import type { Dice } from './dice.ts';

const order = { method: 'POST', path: '/fapi/v1/order' };
const stop = { method: 'POST', path: '/fapi/v1/algoOrder' };
const cancel = { method: 'DELETE', path: '/fapi/v1/algoOrder' };
const look = { method: 'GET' };
const positions = { method: 'GET', path: '/fapi/v*' };

/** A read may be as old, and an order as hidden, as the assumed bounds allow; beyond them nothing is promised but I2, I3, I5, I10 and I11. */
const staleMsMax = bounds.notFindableMs - 500;
/** So long a lie about single requests waits for one that it fits. */
const waitMs = 6_000;

/** Every lie, by name: what the paper exchange is told to do. */
const lies: Readonly<Record<string, (dice: Dice) => Omit<Lie, 'kind'>>> = {
  'reply-dropped': (dice) => once(dice, { kind: 'drop-reply', match: writing(dice) }),
  'reply-dropped-order': (dice) => once(dice, { kind: 'drop-reply', match: order }),
  'reply-hangs': (dice) => once(dice, { kind: 'hang-reply', match: writing(dice) }),
  'reply-unknown': (dice) => once(dice, { kind: 'unknown-reply', match: writing(dice) }),
  'reply-timed-out': (dice) => once(dice, { kind: 'timeout-reply', match: writing(dice) }),
  'reply-late': (dice) => once(dice, { kind: 'delay-reply', delayMs: dice.between(500, 7_000), match: writing(dice) }),
  'reply-truncated': (dice) => once(dice, { kind: 'truncate-reply', match: anything(dice) }),
  'reply-cut': (dice) => once(dice, { kind: 'cut-reply', match: anything(dice) }),
  'reply-stalled': (dice) => once(dice, { kind: 'stall-reply', match: anything(dice) }),
  'reply-of-a-gateway': (dice) => once(dice, { kind: 'html-reply', match: anything(dice) }),
  'reply-empty': (dice) => once(dice, { kind: dice.pick(['empty-reply', 'empty-object']), match: anything(dice) }),
  'request-late': (dice) => once(dice, { kind: 'delay-request', delayMs: dice.between(300, 1_500), match: writing(dice) }),
  // Beyond every expiry: what arrives now must not take effect any more.
  'request-too-late': (dice) => once(dice, { kind: 'delay-request', delayMs: dice.between(4_000, 8_000), match: dice.pick([order, stop, cancel]) }),
  'order-too-late': (dice) => once(dice, { kind: 'delay-request', delayMs: dice.between(4_000, 8_000), match: order }),
  'request-lost': (dice) => once(dice, { kind: dice.pick(['drop-request', 'reset-connection', 'hang-request']), match: writing(dice) }),
  'fill-late': (dice) => once(dice, { kind: 'late-fill', delayMs: dice.between(100, staleMsMax), match: order }),
  'order-refused': (dice) => once(dice, { kind: 'refuse', code: dice.pick([-2019, -1021, -1003]), httpStatus: 400, message: 'refused for no reason', match: dice.pick([order, stop]) }),
  'list-empty': (dice) => ({ fault: { kind: 'empty-list', times: dice.between(1, 6), match: positions }, forMs: waitMs }),
  'positions-empty': (dice) => ({ fault: { kind: 'empty-list', times: dice.between(1, 3), match: { method: 'GET', path: dice.pick(['/fapi/v2/positionRisk', '/fapi/v3/positionRisk', '/fapi/v1/openAlgoOrders']) } }, forMs: waitMs }),
  overloaded: (dice) => lasting(dice, { kind: 'overload' }),
  banned: (dice) => ({ fault: { kind: 'refuse', code: -1003, httpStatus: 418, retryAfterSeconds: dice.between(1, 2), message: 'Way too many requests; IP banned', times: 1_000_000 }, forMs: dice.between(500, 2_000) }),
  maintained: (dice) => lasting(dice, { kind: 'maintenance' }),
  lagging: (dice) => lasting(dice, { kind: 'lag', delayMs: dice.between(100, staleMsMax) }),
  'lagging-in-part': (dice) => lasting(dice, { kind: 'lag', delayMs: dice.between(100, staleMsMax), lists: [dice.pick(['orders', 'conditional-orders', 'positions', 'trades'])] }),
  hiding: (dice) => lasting(dice, { kind: 'hide', delayMs: dice.between(100, staleMsMax) }),
};

export const lieNames: readonly string[] = Object.keys(lies);

/** Draws the particulars of a lie. */
export function drawLie(dice: Dice, name: string): Lie {
  const draw = lies[name];
  if (draw === undefined) throw new Error(`nobody tells ${name}`);
  return { kind: 'lie', ...draw(dice) };
}

type Match = Readonly<Record<string, string>>;

/** Requests that change something, of all symbols or of one. */
function writing(dice: Dice): Match {
  return { ...dice.pick([order, order, stop, stop, cancel]), ...(dice.chance(25) ? { symbol: dice.pick(symbols) } : {}) };
}

function anything(dice: Dice): Match {
  return dice.pick([order, stop, cancel, look, look]);
}

function once(dice: Dice, fault: Lie['fault']): Omit<Lie, 'kind'> {
  return { fault: { ...fault, nth: dice.between(1, 2), times: dice.pick([1, 1, 2]) }, forMs: waitMs };
}

function lasting(dice: Dice, fault: Lie['fault']): Omit<Lie, 'kind'> {
  return { fault, forMs: dice.between(500, 3_500) };
}
