import { durationText } from '../duration-text.ts';
import { printLine, printTable, styled } from '../print.ts';

interface Order {
  readonly symbol: string;
  readonly leg: string;
  readonly clientOrderId: string;
  readonly side: string;
  readonly type: string;
  readonly price?: string | null;
  readonly quantity: string | null;
  readonly triggerPrice?: string;
  readonly reduceOnly: boolean;
}

interface AccountState {
  readonly name: string;
  readonly dual: boolean;
  readonly balance: string;
  readonly positions: readonly { readonly symbol: string; readonly leg: string; readonly side: string; readonly quantity: string; readonly entryPrice: string; readonly markPrice: string }[];
  readonly orders: readonly Order[];
  readonly conditionalOrders: readonly Order[];
  readonly fills: readonly unknown[];
  readonly bare: readonly { readonly symbol: string; readonly leg: string; readonly bareSince: number | null; readonly bareMs: number; readonly closedAt: number | null }[];
  readonly bareMs: number;
  readonly unintendedIncreases: readonly unknown[];
  readonly duplicateExecutions: readonly { readonly symbol: string; readonly clientOrderId: string }[];
}

/** Tells people what the paper exchange holds, and what its judge has seen. */
export function tellState(answer: unknown): void {
  const { nowMs, accounts, requests } = answer as { readonly nowMs: number; readonly accounts: readonly AccountState[]; readonly requests: { readonly total: number } };
  printLine(`${new Date(nowMs).toISOString()}  ${requests.total} requests so far`);
  for (const account of accounts) tellAccount(account);
}

function tellAccount(account: AccountState): void {
  const { name, dual, balance, positions, orders, conditionalOrders, fills, bareMs } = account;
  printLine('');
  printLine(`${name}: ${balance} USDT${dual ? ', hedge mode' : ''}, ${fills.length} fills, bare for ${durationText(bareMs)} in all`);
  tellJudge(account);
  if (positions.length > 0) {
    printTable(
      ['POSITION', 'SIDE', 'QUANTITY', 'ENTRY', 'MARK', 'BARE'],
      positions.map((position) => [named(position), position.side, position.quantity, position.entryPrice, position.markPrice, bareText(account, position)]),
    );
  }
  const waiting = [...orders, ...conditionalOrders];
  if (waiting.length > 0) {
    printTable(
      ['ORDER', 'LIST', 'SIDE', 'TYPE', 'QUANTITY', 'AT', 'ID'],
      waiting.map((order) => [named(order), order.triggerPrice === undefined ? 'plain' : 'stop', order.side, order.type, order.quantity ?? 'whole position', order.triggerPrice ?? order.price ?? '-', order.clientOrderId]),
    );
  }
  if (positions.length === 0 && waiting.length === 0) printLine('No position, and no order rests or waits.');
}

/** What must never be: a client that sent twice, or made a position larger by something that was no entry. */
function tellJudge({ duplicateExecutions, unintendedIncreases }: AccountState): void {
  for (const { symbol, clientOrderId } of duplicateExecutions) printLine(styled('red', `executed twice: ${symbol} ${clientOrderId}`));
  if (unintendedIncreases.length > 0) printLine(styled('red', `made larger without an entry: ${unintendedIncreases.length} times`));
}

function bareText({ bare }: AccountState, { symbol, leg }: { readonly symbol: string; readonly leg: string }): string {
  const life = bare.findLast((one) => one.symbol === symbol && one.leg === leg && one.closedAt === null);
  if (life === undefined) return '-';
  return life.bareSince === null ? durationText(life.bareMs) : styled('red', `bare for ${durationText(life.bareMs)}`);
}

function named({ symbol, leg }: { readonly symbol: string; readonly leg: string }): string {
  return leg === 'net' ? symbol : `${symbol} (${leg})`;
}
