/** One way in which the books and the exchange can differ, or in which what is known of them can be wrong. */
export interface DiscrepancyClass {
  readonly name: string;
  /** What must be known before anything is done about it; E1 to E5 are the grades of evidence. */
  readonly evidence: string;
  readonly does: string;
  /** Tests that hold it to that: a file, and words of the test's name. */
  readonly tests: readonly (readonly [file: string, name: string])[];
}

const CLASSES = 'libs/core/src/reconcile/classes.test.ts';
const ROWS = 'apps/storm/test/protection-rows.test.ts';
const REPLAYS = 'apps/storm/test/replays.test.ts';
const CRASHES = 'apps/storm/test/entry-crash-points.test.ts';
const EXITS = 'apps/storm/src/storm/exit-crashes.test.ts';
const LATE = 'apps/storm/test/late-evidence.test.ts';

/** The classes, numbered from 1 in their order: positions, stops, orders, what the exchange does, what people do, what the fleet does, what is asked and answered. */
export const DISCREPANCY_CLASSES: readonly DiscrepancyClass[] = [
  { name: 'A live row, and the exchange is flat', evidence: 'executions that end the position (E2, E3); without any, two fresh reads apart (E4)', does: 'books what was executed, cancels our stops, closes the row with cause, time and result; without executions as `unknown`, with a page', tests: [[CLASSES, '1, 37 vanished']] },
  { name: 'A position without a row, while a request of ours has no answer', evidence: 'our client order id (E1)', does: 'the request is looked up first: what it made is its row', tests: [[CLASSES, '2 a position whose entry has no answer yet'], [REPLAYS, 'APTUSDT #2548']] },
  { name: 'A position that a process has forgotten, and the books know', evidence: 'the books', does: 'nothing: no process keeps rows in memory, each look reads them', tests: [[REPLAYS, '38 instead of 5']] },
  { name: 'A position without a row, built by executions of ours', evidence: 'two reads apart, and executions of our own orders (E2)', does: 'adopted, whatever the policy for what is foreign says', tests: [[CLASSES, 'adopts what orders of ours built'], [CLASSES, 'adopts to the digit']] },
  { name: 'A position of somebody else', evidence: 'two reads apart (E4), executions read', does: 'what `foreignPositions` says: adopt, protect-only, alert, ignore', tests: [[CLASSES, 'does with a foreign position what the policy says'], [CLASSES, '5 a position of somebody else']] },
  { name: 'An insert meets the unique index', evidence: 'the constraint', does: 'nothing is inserted, the entry ends as a duplicate that the index caught, counted', tests: [['libs/db/test/races.test.ts', 'lets one of 50 entries of a key in'], ['libs/core/src/reconcile/judge-signal.test.ts', 'is a duplicate of the live row of another']] },
  { name: 'Two live rows for one position', evidence: 'the books', does: 'the one that was entered stays, the others close as `duplicate`, their stops go', tests: [[CLASSES, '7 two rows for one position']] },
  { name: 'A row whose entry never stood', evidence: 'two absences past every bound (E5)', does: 'held for a while in case the fill is late, then closed as `never_filled`', tests: [['libs/core/src/reconcile/judge-opening.test.ts', 'keeps key and slot for a while'], [CLASSES, '25 an entry without an answer']] },
  { name: 'One position under two spellings', evidence: 'none', does: 'cannot be: exchanges are an enum, symbols have one spelling by a constraint, and every reader brings theirs to it', tests: [['libs/config/test/read-config.test.ts', 'brings every spelling of an exchange to one'], ['apps/cli/test/submit-waves.test.ts', 'own spelling']] },
  { name: 'Smaller than the row', evidence: 'executions (E2), or two reads apart (E4)', does: 'books the reduction, corrects the row, shrinks the stop', tests: [[CLASSES, '10 smaller than the row'], [REPLAYS, 'AGI: what is sold in part']] },
  { name: 'Larger than the row', evidence: 'executions (E2), or two reads apart (E4)', does: 'enlarges the stop at once, books the increase, corrects the row', tests: [[CLASSES, '11, 39 larger than the row'], [ROWS, 'D12: a stop is replaced without a gap']] },
  { name: 'Turned to the other side', evidence: 'executions (E2), or two reads apart (E4)', does: 'the row closes with its cause; what is there now is a position without a row', tests: [[CLASSES, '12 turned round']] },
  { name: 'The legs of hedge mode are wrong, their sum is right', evidence: 'each leg by itself', does: 'each leg is a key of its own', tests: [[CLASSES, 'keeps both legs of a hedge apart']] },
  { name: 'The average price differs', evidence: 'none', does: 'the row keeps the price of its own entry, from which its stop is measured; what is bought later does not move it', tests: [[REPLAYS, 'MNTUSDT']] },
  { name: 'No stop', evidence: 'both lists read, nothing of ours acknowledged or unanswered (E1)', does: 'places one before anything else; closes at market where none can help', tests: [[CLASSES, '15 no stop'], [ROWS, 'D8: a stop that is missing'], [ROWS, 'D5: a position whose stop cannot be placed']] },
  { name: 'The stop is in the other list', evidence: 'both lists, in every look', does: 'nothing: it counts where it is', tests: [[ROWS, 'D13: a stop whose reply was lost']] },
  { name: 'The stop is too small', evidence: 'both lists (E1)', does: 'a larger one is placed and seen to rest, then the old one goes', tests: [[CLASSES, '17 a stop too small']] },
  { name: 'The stop is too large', evidence: 'both lists (E1), and a size that was not read once only', does: 'the same, downwards', tests: [[CLASSES, '18 a stop too large'], ['libs/core/src/plan-stop.test.ts', 'one stale read does not shrink a stop']] },
  { name: 'The stop is on the wrong side, or may open a position', evidence: 'both lists (E1)', does: 'the right one is placed first, then the wrong one goes', tests: [[ROWS, 'D9: a stop that was edited']] },
  { name: 'The stop is at the wrong price', evidence: 'both lists (E1)', does: 'put back where it belongs; before the liquidation price, where that comes first', tests: [[CLASSES, '20 a stop at the wrong price'], [ROWS, 'D14: a stop whose rule lies beyond']] },
  { name: 'Several stops', evidence: 'both lists (E1)', does: 'the newest that is right stays, the older go one by one', tests: [[CLASSES, '21 three stops'], [ROWS, 'D10: of two stops']] },
  { name: 'A stop without a position', evidence: 'flat by evidence, no request unanswered', does: 'ours is cancelled by its id, those of others stay', tests: [[CLASSES, '22 a stop without a position'], [ROWS, 'D11: a stop of ours']] },
  { name: 'A stop that has triggered and does not fill', evidence: 'its status and its time', does: 'given a few seconds, then what is left is closed at market', tests: [[CLASSES, '23 a stop that triggered'], [ROWS, 'D15: a stop that has triggered'], [REPLAYS, 'a stop that meets few takers']] },
  { name: 'A stop that is gone', evidence: 'both lists, past the time in which it may not be listed', does: 'placed again', tests: [[CLASSES, '24 a stop taken away'], [REPLAYS, 'eleven stops: an empty list']] },
  { name: 'An entry of which nobody knows what became', evidence: 'look-ups past its expiry and the not-findable bound, executions, what is held (E5)', does: 'looked up until it is known; never sent again; its signal fails, the reserve takes its place', tests: [[CLASSES, '25 an entry without an answer'], [LATE, 'is sent once, lives, is protected and booked']] },
  { name: 'An entry that was given up, and filled', evidence: 'its executions (E1)', does: 'the row lives again, is protected and booked', tests: [[CLASSES, '26 an entry that was given up'], [LATE, 'is sent once, lives']] },
  { name: 'The worker died between sending and writing', evidence: 'its intent, which stood before it sent', does: 'whoever comes next looks it up', tests: [[CRASHES, 'breaks no promise, and the signal ends']] },
  { name: 'Filled in parts', evidence: 'the order, then its executions', does: 'a stop for what has filled, grown with each part', tests: [[CLASSES, '28 an entry filled in parts'], [ROWS, 'D3: a partly filled entry']] },
  { name: 'Too small for what is wanted of it', evidence: 'the rules of the market', does: 'a reduce that comes below them ends as done with what was left said; a stop that is refused for its size ends in a close', tests: [['libs/core/src/reconcile/judge-wishes.test.ts', 'less than the market takes'], [ROWS, 'D5: a position whose stop cannot be placed']] },
  { name: 'A cancel and a fill at once', evidence: 'the order by its id', does: 'the look-up says which it was; nothing follows before', tests: [[EXITS, 'leaves a %s to the next one']] },
  { name: 'An execution is told again, or in another order', evidence: 'its trade id', does: 'booked once, under the order that it belongs to', tests: [['libs/core/src/reconcile/executions.test.ts', 'finds nothing to do where all is booked']] },
  { name: 'An execution that nobody told of', evidence: 'the executions since the row began', does: 'read at every difference of size, and booked', tests: [[CLASSES, '32 fills that nobody booked']] },
  { name: 'Liquidated', evidence: "the exchange's own order (E3)", does: 'the row closes with that cause, our stops go', tests: [[CLASSES, '33 liquidated'], [REPLAYS, 'a liquidation before the stop rests']] },
  { name: 'Liquidated in part', evidence: "the exchange's own order (E3)", does: 'booked, the row corrected, the stop shrunk', tests: [[CLASSES, '34 liquidated in part']] },
  { name: 'Deleveraged', evidence: "the exchange's own order (E3)", does: 'the row closes with that cause, or is corrected', tests: [[CLASSES, '35 deleveraged']] },
  { name: 'Settled', evidence: "the exchange's own order (E3)", does: 'the row closes with that cause', tests: [[CLASSES, '36 settled'], ['libs/exchange/test/bybit-faults.test.ts', 'lists contracts that are being delisted']] },
  { name: 'Closed by a person', evidence: 'executions of an order that is not ours, and a second read (E4)', does: 'the row closes as `manual`, our stops go', tests: [[CLASSES, '1, 37 vanished'], ['libs/core/src/reconcile/judge-ghost.test.ts', 'closed by a person needs a second look']] },
  { name: 'A stop that a person has moved', evidence: 'both lists (E1)', does: 'ours is put back; a stop of somebody else beside it stays', tests: [[CLASSES, '38 a stop moved by a person'], ['libs/core/src/plan-stop.test.ts', 'leaves the stops of others alone']] },
  { name: 'Somebody else bought more', evidence: 'executions of orders that are not ours', does: 'booked as foreign, the row corrected, the stop grown; with the fourth order of an hour new entries of the symbol are off', tests: [[CLASSES, '11, 39 larger than the row'], ['apps/storm/test/foreign-writer.test.ts', 'somebody else trades as well']] },
  { name: 'Two of our workers acted', evidence: 'the claim and its epoch', does: 'cannot be: the second waits for the fence, and what the first still sends has expired', tests: [[CRASHES, 'breaks one when the second worker does not wait']] },
  { name: 'A wave is delivered twice', evidence: 'source and id', does: 'answered with what became of it; a signal of another wave with the same id is the same signal', tests: [['libs/fleet/test/duplicates-prevented.test.ts', 'a wave that is delivered again']] },
  { name: 'A lock ran out in the middle', evidence: 'the epoch, in the statement of each intent', does: 'nothing more is committed; what was sent is looked up', tests: [[CRASHES, 'breaks no promise, and the signal ends'], ['libs/db/test/races.test.ts', 'fills three slots with 20 keys at once']] },
  { name: 'More positions than the limit', evidence: 'the account, locked', does: 'no entry is committed; nothing is closed for it', tests: [['libs/db/test/races.test.ts', 'fills three slots with 20 keys at once']] },
  { name: 'Leverage, margin or position mode are not as planned', evidence: 'read in the look of each entry', does: 'set before it, where that may be; else the signal is skipped, with its reason', tests: [['libs/core/src/plan-entry.test.ts', 'sets margin mode, then leverage']] },
  { name: 'A residue after a close', evidence: 'the position, read again', does: 'closed by the next exit; the row ends when the exchange is flat', tests: [[ROWS, 'D6: a close is done when the exchange is flat']] },
  { name: 'A row of size zero in the list of the exchange', evidence: 'its size', does: 'flat', tests: [['libs/core/src/reconcile/compare-account.test.ts', 'ignores flat positions']] },
  { name: 'Units differ', evidence: 'the rules of the market', does: 'cannot be: linear contracts count in coins, and nothing is converted', tests: [['libs/exchange/src/bybit/parse-markets.test.ts', 'leaves out a contract settled in a coin']] },
  { name: 'A stream is silent', evidence: 'none', does: 'nothing rests on streams yet: every look asks', tests: [] },
  { name: 'Kept out, or told to wait', evidence: 'status and code', does: 'nobody of the fleet asks before the time; protection keeps its part of the budget; an unread key is left alone', tests: [['libs/rate/src/budget.test.ts', 'is never exceeded in any window'], ['libs/fleet/test/entry-budget.test.ts', 'budget']] },
  { name: 'The clocks differ', evidence: 'the measured offset and its error', does: 'nothing is sent while the error is above its bound; a request carries the time of its look', tests: [['libs/exchange/src/exchange-clock.test.ts', 'tells no usable time before it is measured']] },
  { name: 'The key lost its rights, or answers for nobody', evidence: 'a signed read that is refused', does: 'unreadable, which is never flat: nothing is closed on it', tests: [['apps/cli/test/check.test.ts', 'says what to do about %s'], [REPLAYS, 'eleven stops: while the list of stops cannot be read']] },
  { name: 'The database is away after the request was sent', evidence: 'its intent, which stood before', does: 'looked up once it is back', tests: [[CRASHES, 'breaks no promise, and the signal ends']] },
  { name: 'A close of which nobody knows what became', evidence: 'its look-up, and the size that is read', does: 'tried again, reduce-only, up to the size just read; a `reduce` is not', tests: [[EXITS, 'leaves a %s to the next one'], [EXITS, 'does not take a reduce off twice']] },
  { name: 'A reduce-only order is refused', evidence: 'the position, read again', does: 'flat: the row ends; else tried again with growing pauses, and told', tests: [[ROWS, 'D17: a reduce-only order that is refused'], [ROWS, 'D7, D19: a close that is refused']] },
  { name: 'Closing for too long', evidence: 'the exits of the row', does: 'the next exit for what is left; after three in vain a page; a stop rests meanwhile', tests: [[CLASSES, '53, 55 closing for too long'], ['apps/storm/test/refused-exits.test.ts', 'a position that is to be closed for its age']] },
  { name: 'Totals differ after a repair', evidence: 'executions', does: 'results are sums of booked fills, or said not to be known; nothing edits them', tests: [[CLASSES, 'books what a stop earned or lost'], ['libs/core/src/reconcile/life.test.ts', 'adds up the result of its own executions alone']] },
];
