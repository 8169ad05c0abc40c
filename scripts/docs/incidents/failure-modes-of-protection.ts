import { type FailureMode, files } from './incident.ts';

/** 20 to 32: stops, closes, what is booked, and keys. */
export const protectionFailures: readonly FailureMode[] = [
  {
    wrong: 'A stop was measured from the price of the signal, put on the wrong side, or sent to another market of the same name',
    promises: [4],
    mechanism: 'a stop follows from the price of the fill and a side that is an enum (`libs/core/src/stop-price.ts`), lies before the liquidation price (`libs/core/src/stop-aim.ts`), and only contracts are markets',
    tests: [[files.replays, 'HNTUSDT: the price falls to half between the look and the fill'], ['libs/core/src/stop-price.test.ts', 'a long below its entry'], ['libs/core/src/stop-price.property.test.ts', 'a stop is always above zero, on the tick and on the losing side'], ['libs/core/src/stop-aim.test.ts', 'lies before the liquidation price where the plan lies beyond it'], ['libs/exchange/test/binance-conformance.test.ts', 'calls nothing outside of the futures endpoints that it names']],
    mutants: ['stop-on-the-wrong-side', 'stop-beyond-the-price'],
  },
  {
    wrong: 'A stop of the position before was taken for that of this one, and two parts of the bot moved the same stop against each other',
    promises: [4, 11],
    mechanism: 'a stop counts by its order, which names its row, and one function judges all of them (`libs/core/src/plan-stop.ts`)',
    tests: [[files.replays, '1000WHYUSDT: the stop of an earlier position does not count for the next one'], [files.rows, 'D10: of two stops of ours the right one stays'], [files.planStop, 'leaves the stops of others alone']],
    mutants: ['leftover-stops-stay'],
  },
  {
    wrong: 'The old stop was cancelled before the new one stood, and the books said what the exchange had not confirmed',
    promises: [4, 5],
    mechanism: 'place, see it rest, then cancel the older one; the intent of a cancel is refused for the newest stop, and a row follows a stop only once that rests',
    tests: [[files.replays, 'BASUSDT: a stop is replaced without a gap'], [files.rows, 'D12: a stop is replaced without a gap when the position grows'], [files.storeIntents, 'cancels an older stop once the newer one rests, and only then'], ['libs/core/src/reconcile/judge-follow.test.ts', 'is moved in the books once the new stop rests; only then does the old one go']],
    mutants: ['cancel-before-place', 'newest-stop-cancelled', 'replaced-before-it-rests', 'cancelled-stop-counts'],
  },
  {
    wrong: 'A stop was made again for a position that was over, and a stop and an exit that both executed turned a long into a short',
    promises: [3],
    mechanism: 'each look reads size and side anew; stops and exits are reduce-only in the request, in the row and in the constraint `order_exits_only_reduce`',
    tests: [[files.replays, 'KAVAUSDT: no stop is made again for a position that is closed'], [files.replays, 'MOODENGUSDT: an exit and the stop at once close the position once, and nothing is short'], [files.rows, 'D17: a reduce-only order that is refused because nothing is left ends the row'], [files.constraints, 'a stop that may open']],
    mutants: ['stop-that-may-open', 'exit-that-may-open'],
  },
  {
    wrong: 'A cleaner of leftover orders cancelled the stops of live positions',
    promises: [5, 6, 11],
    mechanism: 'only orders of ours go, by their id, when no row is live, the exchange was flat in two looks and nothing is under way; the statement refuses to cancel the newest stop of a live row',
    tests: [[files.replays, 'the zombie cleaner: while the exchange shows no position for a while, no stop of one is cancelled'], ['libs/core/src/reconcile/reconcile.test.ts', 'go after two flat looks, ours only'], [files.storeIntents, 'never cancels the newest stop of a live position'], [files.settling, 'never cancels the last stop of a live position, nor its newest']],
    mutants: ['foreign-order-cancelled', 'newest-stop-cancelled'],
  },
  {
    wrong: 'A question for the stop that failed was read as "there is none", stops in the other list were not looked for, and a position got one stop after another',
    promises: [4, 6],
    mechanism: 'every look reads all lists or is unreadable; what was taken in and is not listed yet counts until it must be findable',
    tests: [[files.replays, 'eleven stops: while the list of stops cannot be read'], [files.replays, 'eleven stops: an empty list of stops'], [files.rows, 'D13: a stop whose reply was lost is found where conditional orders are'], [files.exchange, 'reads nothing rather than a part when the %s do not answer']],
    mutants: ['unreadable-stops-are-none'],
  },
  {
    wrong: 'A position passed as protected because there was a stop, which lay above the entry of a long',
    promises: [4],
    mechanism: 'protected means a stop that rests, on its side, of the whole size, at its trigger, reduce-only, as the exchange shows it (`libs/core/src/plan-stop.ts`); else the bare clock runs',
    tests: [[files.replays, 'ORCAUSDT #601: a stop that lies above the entry of a long is no protection'], [files.rows, 'D9: a stop that was edited at the exchange in %s'], ['libs/core/src/book-report.test.ts', 'that rests for the whole ends the bare time when the exchange took it']],
    mutants: ['wrong-size-is-right', 'stop-on-the-wrong-side'],
  },
  {
    wrong: 'A position was without a stop for hours while the exchange refused one after the other, four hundred of them',
    promises: [4, 12],
    mechanism: 'three refusals, `bareMsMax` with one, or `notFindableMs` more with three stops that nothing was heard of, and the position is closed at market; a page is raised after ten seconds, whatever the reason',
    tests: [[files.rows, 'D5: a position whose stop cannot be placed is closed'], [files.refusedStops, '10001: a position whose every stop is refused with %i ends flat'], [files.planStop, 'closes when nothing was heard of three stops for so long that one which rests would have been found'], [files.replays, 'APTUSDT: after a restart with the price beyond the stop'], ['libs/fleet/test/paging.test.ts', 'is told of once, whoever looks and however often, and again that it is over']],
    mutants: ['no-hand-off-no-sweep'],
  },
  {
    wrong: 'Rows were closed without a time or a reason, with a result of zero or by guess, and with exit orders that never were',
    promises: [6, 9],
    mechanism: 'the constraint `position_closed_means_when_and_why`; a result is the sum of what was executed, or null and told (`libs/core/src/reconcile/life.ts`)',
    tests: [[files.constraints, 'a row that is closed and does not say when'], [files.constraints, 'a row that is closed and does not say why'], ['libs/core/src/reconcile/judge-ghost.test.ts', 'closed by a person needs a second look, and then has its real time and result'], [files.storeLimits, 'lets nothing in while a result of the day is not known']],
    mutants: ['an-entry-explains-a-close'],
  },
  {
    wrong: 'Two that closed the same position booked its loss twice',
    promises: [9],
    mechanism: 'a row goes into `closed` once, fills are unique by the trade id of the exchange, and the result is a sum of executions, not of closings',
    tests: [[files.replays, '-55.28 instead of -27.24'], [files.storeFacts, 'books a trade once'], ['libs/core/src/reconcile/life.test.ts', 'adds up the result of its own executions alone']],
    mutants: ['fills-booked-twice'],
  },
  {
    wrong: 'The price of the entry was written over by later averages, and the stop moved with it',
    promises: [4, 9],
    mechanism: 'the trigger `position_moves_forward` refuses another entry price',
    tests: [[files.replays, 'MNTUSDT: what is bought later does not move the entry price'], [files.storeFacts, 'refuses to move a status backwards or to change an entry price'], [files.constraints, 'another price of an entry that has filled']],
  },
  {
    wrong: 'Sizes were compared within a tolerance that meant nothing for most symbols, and what was closed in part was not recorded',
    promises: [8, 9],
    mechanism: 'exact decimals (`libs/core/src/decimal.ts`), equal or not; every execution becomes a fill, and the row follows',
    tests: [[files.replays, 'AGI: what is sold in part is booked, and the stop covers what is left'], ['libs/core/src/decimal.property.test.ts', 'sums of quantities never lose a step'], [files.settling, 'books every execution of what it keeps, and of every order of ours'], [files.adoption, 'follows a partial close with a smaller stop']],
  },
  {
    wrong: 'Positions were kept by symbol alone, so that one exchange hid or overwrote the other, and spellings differed from module to module',
    promises: [1],
    mechanism: 'one key of exchange, account, symbol and leg, spelt in one place (`libs/core/src/key.ts`), and constraints that know no second spelling',
    tests: [['libs/core/src/key.property.test.ts', 'two keys have one text only if they are one key'], ['apps/cli/test/both-exchanges.test.ts', 'a wave for one symbol at both exchanges opens and protects a position at each'], [files.duplicates, 'other spellings of exchange and symbol mean the same position'], [files.constraints, 'a symbol in another spelling']],
  },
];
