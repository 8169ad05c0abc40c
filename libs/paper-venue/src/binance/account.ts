import { type MarginSummary, type Decimal, summariseMargin, toText, zero } from '@breakwater/paper';
import { renderWithList } from '../json-in-pieces.ts';
import type { RateCounter } from './rate-counter.ts';
import { orderLimit10s, orderLimit1m } from './rate-counter.ts';
import { listPositionTerms } from './list-positions.ts';
import { renderAccountPositionV2, renderAccountPositionV3 } from './render-position.ts';
import type { Route, SignedCall } from './route.ts';

const text = (value: Decimal): string => toText(value.round(8), 8);

/** The account's money, one summary for each margin asset. */
function summarise({ exchange, account }: SignedCall): MarginSummary[] {
  return [...account.wallets.keys()].map((asset) => summariseMargin(exchange, account, asset));
}

/** One asset of the account endpoints. */
function renderAsset(summary: MarginSummary, nowMs: number): Record<string, unknown> {
  return {
    asset: summary.asset,
    walletBalance: text(summary.walletBalance),
    unrealizedProfit: text(summary.unrealisedProfit),
    marginBalance: text(summary.marginBalance),
    maintMargin: text(summary.maintenanceMargin),
    initialMargin: text(summary.positionInitialMargin.plus(summary.openOrderInitialMargin)),
    positionInitialMargin: text(summary.positionInitialMargin),
    openOrderInitialMargin: text(summary.openOrderInitialMargin),
    crossWalletBalance: text(summary.crossWallet),
    crossUnPnl: text(summary.crossProfit),
    availableBalance: text(summary.availableBalance),
    maxWithdrawAmount: text(summary.availableBalance),
    marginAvailable: true,
    updateTime: nowMs,
  };
}

/** Totals over the assets, which are all worth one dollar here. */
function renderTotals(summaries: readonly MarginSummary[]): Record<string, unknown> {
  const sum = (pick: (summary: MarginSummary) => Decimal): string => text(summaries.reduce((total, each) => total.plus(pick(each)), zero));
  return {
    totalInitialMargin: sum((each) => each.positionInitialMargin.plus(each.openOrderInitialMargin)),
    totalMaintMargin: sum((each) => each.maintenanceMargin),
    totalWalletBalance: sum((each) => each.walletBalance),
    totalUnrealizedProfit: sum((each) => each.unrealisedProfit),
    totalMarginBalance: sum((each) => each.marginBalance),
    totalPositionInitialMargin: sum((each) => each.positionInitialMargin),
    totalOpenOrderInitialMargin: sum((each) => each.openOrderInitialMargin),
    totalCrossWalletBalance: sum((each) => each.crossWallet),
    totalCrossUnPnl: sum((each) => each.crossProfit),
    availableBalance: sum((each) => each.availableBalance),
    maxWithdrawAmount: sum((each) => each.availableBalance),
  };
}

/** Flags and fee tier of the account. Source: docs, Binance USD-M, "Account Configuration". */
function renderConfiguration({ account }: SignedCall): Record<string, unknown> {
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    dualSidePosition: account.isHedged,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
  };
}

/** The order counters as they stand. Source: docs, Binance USD-M, "Query Rate Limit". */
function renderOrderCounts(rates: RateCounter, accountName: string, nowMs: number): unknown[] {
  const count = (windowMs: number): number => rates.read(`orders ${accountName}`, windowMs, nowMs);
  return [
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: orderLimit10s, count: count(10_000) },
    { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: orderLimit1m, count: count(60_000) },
  ];
}

/** Balances and the account as a whole. Sources: docs, Binance USD-M, "Account Endpoints". */
export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/fapi/v3/account',
    security: 'signed',
    weight: 5,
    act: (call) => {
      const summaries = summarise(call);
      const fields = { ...renderTotals(summaries), assets: summaries.map((summary) => renderAsset(summary, call.nowMs)) };
      const { rows, summaryOf } = listPositionTerms(call, 'v3');
      return renderWithList(fields, 'positions', rows, (terms) => renderAccountPositionV3(terms, summaryOf(terms)));
    },
  },
  {
    method: 'GET',
    path: '/fapi/v2/account',
    security: 'signed',
    weight: 5,
    act: (call) => {
      const summaries = summarise(call);
      const assets = summaries.map((summary) => renderAsset(summary, call.nowMs));
      const fields = { ...renderConfiguration(call), feeBurn: true, ...renderTotals(summaries), assets };
      const { rows, summaryOf } = listPositionTerms(call, 'v2');
      return renderWithList(fields, 'positions', rows, (terms) => renderAccountPositionV2(terms, summaryOf(terms)));
    },
  },
  ...(['/fapi/v2/balance', '/fapi/v3/balance'] as const).map((path) => ({
    ...({ method: 'GET', path, security: 'signed', weight: 5 } as const),
    act: (call: SignedCall) =>
      summarise(call).map((summary) => ({
        accountAlias: call.account.name,
        asset: summary.asset,
        balance: text(summary.walletBalance),
        crossWalletBalance: text(summary.crossWallet),
        crossUnPnl: text(summary.crossProfit),
        availableBalance: text(summary.availableBalance),
        maxWithdrawAmount: text(summary.availableBalance),
        marginAvailable: true,
        updateTime: call.nowMs,
      })),
  })),
  { method: 'GET', path: '/fapi/v1/accountConfig', security: 'signed', weight: 5, act: renderConfiguration },
  {
    method: 'GET',
    path: '/fapi/v1/rateLimit/order',
    security: 'signed',
    weight: 1,
    act: (call) => renderOrderCounts(call.rates, call.account.name, call.nowMs),
  },
];
