import { EXCHANGES } from '@breakwater/core';
import { bounds, symbols } from '../world/configuration.ts';
import type { Lie } from './deed.ts';
import type { Dice } from './dice.ts';
import { type Match, type Wire, wires } from './wires.ts';

/** A read may be as old, and an order as hidden, as the assumed bounds allow; beyond them nothing is promised but I2, I3, I5, I10 and I11. */
const staleMsMax = bounds.notFindableMs - 500;
/** So long a lie about single requests waits for one that it fits. */
const waitMs = 6_000;

/** Every lie, by name: what the paper exchange is told to do. */
const lies: Readonly<Record<string, (dice: Dice, wire: Wire) => Omit<Lie, 'kind'>>> = {
  'reply-dropped': (dice, wire) => once(dice, { kind: 'drop-reply', match: writing(dice, wire) }),
  'reply-dropped-order': (dice, wire) => once(dice, { kind: 'drop-reply', match: wire.order }),
  'reply-hangs': (dice, wire) => once(dice, { kind: 'hang-reply', match: writing(dice, wire) }),
  'reply-unknown': (dice, wire) => once(dice, { kind: 'unknown-reply', match: writing(dice, wire) }),
  'reply-timed-out': (dice, wire) => once(dice, { kind: 'timeout-reply', match: writing(dice, wire) }),
  'reply-late': (dice, wire) => once(dice, { kind: 'delay-reply', delayMs: dice.between(500, 7_000), match: writing(dice, wire) }),
  'reply-truncated': (dice, wire) => once(dice, { kind: 'truncate-reply', match: anything(dice, wire) }),
  'reply-cut': (dice, wire) => once(dice, { kind: 'cut-reply', match: anything(dice, wire) }),
  'reply-stalled': (dice, wire) => once(dice, { kind: 'stall-reply', match: anything(dice, wire) }),
  'reply-of-a-gateway': (dice, wire) => once(dice, { kind: 'html-reply', match: anything(dice, wire) }),
  'reply-empty': (dice, wire) => once(dice, { kind: dice.pick(['empty-reply', 'empty-object']), match: anything(dice, wire) }),
  'request-late': (dice, wire) => once(dice, { kind: 'delay-request', delayMs: dice.between(300, 1_500), match: writing(dice, wire) }),
  // Beyond every expiry: what arrives now must not take effect any more.
  'request-too-late': (dice, wire) => once(dice, { kind: 'delay-request', delayMs: dice.between(4_000, 8_000), match: dice.pick([wire.order, wire.stop, wire.cancel]) }),
  'order-too-late': (dice, wire) => once(dice, { kind: 'delay-request', delayMs: dice.between(4_000, 8_000), match: wire.order }),
  'request-lost': (dice, wire) => once(dice, { kind: dice.pick(['drop-request', 'reset-connection', 'hang-request']), match: writing(dice, wire) }),
  'fill-late': (dice, wire) => once(dice, { kind: 'late-fill', delayMs: dice.between(100, staleMsMax), match: wire.order }),
  'order-refused': (dice, wire) => once(dice, { kind: 'refuse', ...dice.pick(wire.refusals), message: 'refused for no reason', match: dice.pick([wire.order, wire.stop]) }),
  'list-empty': (dice, wire) => ({ fault: { kind: 'empty-list', times: dice.between(1, 6), match: wire.reads }, forMs: waitMs }),
  'positions-empty': (dice, wire) => ({ fault: { kind: 'empty-list', times: dice.between(1, 3), match: dice.pick(wire.lists) }, forMs: waitMs }),
  overloaded: (dice, wire) => lasting(dice, wire, { kind: 'overload' }),
  banned: (dice, wire) => ({ fault: { kind: 'refuse', ...wire.ban, match: wire.everything, retryAfterSeconds: dice.between(1, 2), message: 'Way too many requests; IP banned', times: 1_000_000 }, forMs: dice.between(500, 2_000) }),
  maintained: (dice, wire) => lasting(dice, wire, { kind: 'maintenance' }),
  lagging: (dice, wire) => lasting(dice, wire, { kind: 'lag', delayMs: dice.between(100, staleMsMax) }),
  'lagging-in-part': (dice, wire) => lasting(dice, wire, { kind: 'lag', delayMs: dice.between(100, staleMsMax), lists: [dice.pick(['orders', 'conditional-orders', 'positions', 'trades'])] }),
  'stream-unheard': (dice, wire) => lasting(dice, wire, { kind: dice.pick(['drop-event', 'silent-stream']) }),
  'stream-out-of-order': (dice, wire) => lasting(dice, wire, { kind: 'reorder-event', delayMs: dice.between(50, 700), times: 1_000 }),
  'stream-doubled': (dice, wire) => lasting(dice, wire, { kind: 'duplicate-event', times: 1_000 }),
  'stream-late': (dice, wire) => lasting(dice, wire, { kind: 'delay-event', delayMs: dice.between(100, 3_000), times: 1_000 }),
  'stream-closed': (dice, wire) => once(dice, { kind: dice.pick(['close-stream', 'expire-key']), match: wire.everything }),
  hiding: (dice, wire) => lasting(dice, wire, { kind: 'hide', delayMs: dice.between(100, staleMsMax) }),
};

export const lieNames: readonly string[] = Object.keys(lies);

/** Draws the particulars of a lie, and at which exchange it is told. */
export function drawLie(dice: Dice, name: string): Lie {
  const draw = lies[name];
  if (draw === undefined) throw new Error(`nobody tells ${name}`);
  return { kind: 'lie', ...draw(dice, wires[dice.pick(EXCHANGES)]) };
}

/** Requests that change something, of all symbols or of one. */
function writing(dice: Dice, { order, stop, cancel }: Wire): Match {
  return { ...dice.pick([order, order, stop, stop, cancel]), ...(dice.chance(25) ? { symbol: dice.pick(symbols) } : {}) };
}

function anything(dice: Dice, { order, stop, cancel, look }: Wire): Match {
  return dice.pick([order, stop, cancel, look, look]);
}

function once(dice: Dice, fault: Lie['fault']): Omit<Lie, 'kind'> {
  return { fault: { ...fault, nth: dice.between(1, 2), times: dice.pick([1, 1, 2]) }, forMs: waitMs };
}

function lasting(dice: Dice, { everything }: Wire, fault: Lie['fault']): Omit<Lie, 'kind'> {
  return { fault: { ...fault, match: everything }, forMs: dice.between(500, 3_500) };
}
