/** What must hold of a whole exchange at any time, for this library's own tests. Each check names what it found wrong. */
import { type Account, isHedgedOn } from './account.ts';
import { isClosingLeg } from './check-exposure.ts';
import { Decimal, toText, zero } from './decimal.ts';
import { type PaperExchange, findMarket } from './exchange.ts';
import { readJournal } from './journal.ts';
import { readPosition } from './ledger.ts';
import { forgetMargin } from './margin-book.ts';
import { type Order, isOpenConditionalOrder, isOpenOrder } from './order.ts';
import { type Leg, signQuantity } from './position.ts';
import { readPositionTerms } from './position-terms.ts';
import { listConditionalOrders, listOpenPositions, listOrders, listPositions } from './read-account.ts';
import { summariseMargin } from './summarise-margin.ts';

/** The words of what does not hold. */
type Findings = string[];

const legs: readonly Leg[] = ['net', 'long', 'short'];

/** Everything about an account, as text. */
export function tellAccount(exchange: PaperExchange, account: Account): string {
  const nowMs = exchange.clock.nowMs();
  const ledgers = [...account.ledgers.values()].map(({ symbol, fills }) => [listOrders(exchange, account, symbol, nowMs), listConditionalOrders(exchange, account, symbol, nowMs), fills]);
  const { wallets, leverages, marginTypes, isHedged, hedgedSymbols, burntClientOrderIds, acceptedEntries, lives } = account;
  const told = [[...wallets], [...leverages], [...marginTypes], isHedged, [...hedgedSymbols], [...burntClientOrderIds], acceptedEntries, lives, listPositions(account, null, nowMs), ledgers];
  return JSON.stringify(told, (_key, value: unknown) => (value instanceof Decimal || typeof value === 'bigint' ? value.toString() : value));
}

/** The names that occur more than once. */
function findTwice(names: readonly string[]): Findings {
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is not unique`);
}

/** The sum of the fills is the position; an order that must reduce does so; no leg is on the wrong side. */
function checkFills(account: Account, symbol: string, orders: ReadonlyMap<number, Order>): Findings {
  const findings: Findings = [];
  const held = new Map<Leg, Decimal>(legs.map((leg) => [leg, zero]));
  for (const { leg, side, quantity, orderId, tradeId } of account.ledgers.get(symbol)!.fills) {
    const before = held.get(leg)!;
    const after = before.plus(signQuantity(side, quantity));
    held.set(leg, after);
    const order = orders.get(orderId)!;
    const mustReduce = order.reduceOnly || isClosingLeg(leg, side) || order.origin === 'liquidation' || order.origin === 'adl';
    if (mustReduce && (after.abs().gte(before.abs()) || after.times(before).lt(zero))) findings.push(`${account.name} trade ${tradeId} of a reducing order takes ${leg} from ${toText(before)} to ${toText(after)}`);
  }
  for (const leg of legs) {
    const { quantity } = readPosition(account, symbol, leg);
    if (!quantity.eq(held.get(leg)!)) findings.push(`${account.name} holds ${toText(quantity)}, its fills add up to ${toText(held.get(leg)!)}`);
    if ((leg === 'long' && quantity.lt(zero)) || (leg === 'short' && quantity.gt(zero))) findings.push(`${account.name} holds ${toText(quantity)} on its ${leg} leg`);
  }
  return findings;
}

/** Orders agree with their fills and their index; a conditional order stands in its own list until its child stands in the other. */
function checkOrders(exchange: PaperExchange, account: Account, symbol: string): Findings {
  const findings: Findings = [];
  const ledger = account.ledgers.get(symbol)!;
  const nowMs = exchange.clock.nowMs();
  const orders = listOrders(exchange, account, symbol, nowMs);
  const executed = new Map<number, Decimal>();
  for (const { orderId, quantity } of ledger.fills) executed.set(orderId, (executed.get(orderId) ?? zero).plus(quantity));
  for (const order of orders) {
    const name = `${account.name} order ${order.orderId} (${order.status})`;
    if (!order.executedQuantity.eq(executed.get(order.orderId) ?? zero)) findings.push(`${name} does not agree with its fills`);
    if (order.executedQuantity.gt(order.quantity) && order.status !== 'canceled') findings.push(`${name} executed more than it was`);
    if (ledger.openOrderIds.has(order.orderId) !== isOpenOrder(order)) findings.push(`${name} is wrong in the index`);
  }
  const children = new Map(orders.flatMap((order) => (order.parent === null ? [] : [[order.parent.conditionalOrderId, order.orderId] as const])));
  for (const order of listConditionalOrders(exchange, account, symbol, nowMs)) {
    const name = `${account.name} conditional order ${order.conditionalOrderId} (${order.status})`;
    if (ledger.openConditionalOrderIds.has(order.conditionalOrderId) !== isOpenConditionalOrder(order)) findings.push(`${name} is wrong in the index`);
    if (order.childOrderId !== (children.get(order.conditionalOrderId) ?? null)) findings.push(`${name} has another child than it says`);
    if ((order.childOrderId === null) === (order.status === 'finished')) findings.push(`${name} has the wrong status for its child`);
  }
  return [...findings, ...checkFills(account, symbol, new Map(orders.map((order) => [order.orderId, order])))];
}

/** The wallet is what it was opened with, what was realised, the fees and what the insurance fund paid; remembered margins are true. */
function checkMoney(exchange: PaperExchange, account: Account, opening: Decimal): Findings {
  const findings: Findings = [];
  for (const [asset, amount] of account.wallets) {
    let expected = opening;
    for (const { symbol, fills } of account.ledgers.values()) {
      if (findMarket(exchange, symbol).marginAsset !== asset) continue;
      for (const { realisedProfit, commission } of fills) expected = expected.plus(realisedProfit).minus(commission);
    }
    for (const { kind, account: owner, detail } of readJournal(exchange.journal, 0, null)) {
      if ((kind === 'insurance-paid' || kind === 'money-transferred') && owner === account.name && detail.asset === asset) expected = expected.plus(String(detail.amount));
    }
    if (!amount.eq(expected)) findings.push(`${account.name} has ${toText(amount)} ${asset} instead of ${toText(expected)}`);
    const remembered = tellMargin(exchange, account, asset);
    for (const symbol of account.ledgers.keys()) forgetMargin(account, symbol);
    const anew = tellMargin(exchange, account, asset);
    if (anew !== remembered) findings.push(`${account.name} remembers ${remembered}, and computed anew it is ${anew}`);
  }
  return findings;
}

function tellMargin(exchange: PaperExchange, account: Account, asset: string): string {
  const terms = listOpenPositions(account, null, exchange.clock.nowMs()).map((position) => {
    const { market, mark, leverage, isIsolated, openOrderMargin } = readPositionTerms(exchange, account, position);
    return `${position.symbol} ${position.leg} ${market.status} ${toText(mark)} ${leverage} ${isIsolated} ${toText(openOrderMargin)}`;
  });
  return [...Object.entries(summariseMargin(exchange, account, asset)).map(([name, value]) => `${name} ${value instanceof Decimal ? toText(value) : value}`), ...terms].join(', ');
}

/** Ids are unique as the venue promises: each kind per symbol over all accounts; a client's own among what is open. */
function checkIds(exchange: PaperExchange): Findings {
  const nowMs = exchange.clock.nowMs();
  const ids: string[] = [];
  for (const account of exchange.accounts.values()) {
    for (const { symbol, orders, conditionalOrders, fills } of account.ledgers.values()) {
      ids.push(...[...orders.keys()].map((id) => `${symbol} order ${id}`), ...[...conditionalOrders.keys()].map((id) => `${symbol} conditional order ${id}`));
      ids.push(...fills.map(({ tradeId }) => `${symbol} trade ${tradeId}`));
      const open = listOrders(exchange, account, symbol, nowMs).filter((order) => isOpenOrder(order) && order.origin === 'client');
      const waiting = listConditionalOrders(exchange, account, symbol, nowMs).filter(isOpenConditionalOrder);
      ids.push(...open.map(({ clientOrderId }) => `${account.name} ${symbol} ${clientOrderId}`), ...waiting.map(({ clientOrderId }) => `${account.name} conditional ${clientOrderId}`));
    }
  }
  return findTwice(ids);
}

/** Each open position has one open life, on a leg that the account's mode knows. */
function checkPositions(exchange: PaperExchange, account: Account): Findings {
  const open = listOpenPositions(account, null, exchange.clock.nowMs());
  const lives = account.lives.filter((life) => life.closedAtMs === null).map(({ symbol, leg }) => `${symbol} ${leg}`).sort().join();
  const keys = open.map(({ symbol, leg }) => `${symbol} ${leg}`).sort().join();
  const strangers = open.filter(({ symbol, leg }) => (leg === 'net') === isHedgedOn(account, symbol)).map(({ leg }) => `${account.name} holds a ${leg} leg in the wrong mode`);
  return lives === keys ? strangers : [...strangers, `${account.name} holds ${keys} and lives ${lives}`];
}

/** Everything that does not hold. `openings` are the balances with which the accounts were opened, by name. */
export function checkConsistency(exchange: PaperExchange, openings: Readonly<Record<string, string>>): Findings {
  const perAccount = [...exchange.accounts.values()].flatMap((account) => [
    ...checkPositions(exchange, account),
    ...checkMoney(exchange, account, new Decimal(openings[account.name]!)),
    ...[...account.ledgers.keys()].flatMap((symbol) => checkOrders(exchange, account, symbol)),
  ]);
  return [...checkIds(exchange), ...perAccount];
}
