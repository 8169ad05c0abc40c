import { type Account, type Decimal, type MarginSummary, type PaperExchange, readAccountMarginType, summariseMargin, toText, zero } from '@breakwater/paper';

const money = (value: Decimal): string => toText(value.round(8));

/** One coin. Every coin is worth one dollar here. */
function renderCoin(summary: MarginSummary): Record<string, unknown> {
  const equity = money(summary.marginBalance);
  return {
    coin: summary.asset,
    equity,
    usdValue: equity,
    walletBalance: money(summary.walletBalance),
    free: '',
    locked: '0',
    borrowAmount: '0',
    availableToBorrow: '',
    // The venue has taken this field out of use and leaves it empty. Source: docs, Bybit v5, "Get Wallet Balance".
    availableToWithdraw: '',
    accruedInterest: '0',
    totalOrderIM: money(summary.openOrderInitialMargin),
    totalPositionIM: money(summary.positionInitialMargin),
    totalPositionMM: money(summary.maintenanceMargin),
    unrealisedPnl: money(summary.unrealisedProfit),
    cumRealisedPnl: '0',
    bonus: '0',
    marginCollateral: true,
    collateralSwitch: true,
    spotBorrow: '0',
    spotHedgingQty: '0',
    colRes: '0',
  };
}

/** What says nothing where each position has a margin of its own: the venue leaves it empty. Source: docs, Bybit v5, "Get Wallet Balance"; as seen in ccxt #20948, #24878. */
const emptyWhenIsolated = {
  ...{ accountIMRate: '', accountMMRate: '', accountIMRateByMp: '', accountMMRateByMp: '', totalMarginBalance: '', totalAvailableBalance: '' },
  ...{ totalInitialMargin: '', totalMaintenanceMargin: '', totalInitialMarginByMp: '', totalMaintenanceMarginByMp: '' },
};

/** The unified account's money. Sources: docs, Bybit v5, "Get Wallet Balance", "Wallet" stream. */
export function renderWalletRow(exchange: PaperExchange, account: Account, isWanted: (coin: string) => boolean): Record<string, unknown> {
  const summaries = [...account.wallets.keys()].map((asset) => summariseMargin(exchange, account, asset));
  const sum = (pick: (summary: MarginSummary) => Decimal): Decimal => summaries.reduce((total, each) => total.plus(pick(each)), zero);
  const margin = sum((each) => each.marginBalance);
  const initial = sum((each) => each.positionInitialMargin.plus(each.openOrderInitialMargin));
  const maintenance = sum((each) => each.maintenanceMargin);
  const rate = (part: Decimal): string => (margin.lte(zero) ? '0' : toText(part.div(margin).round(4)));
  return {
    accountType: 'UNIFIED',
    accountLTV: '0',
    accountIMRate: rate(initial),
    accountMMRate: rate(maintenance),
    accountIMRateByMp: rate(initial),
    accountMMRateByMp: rate(maintenance),
    totalEquity: money(margin),
    totalWalletBalance: money(sum((each) => each.walletBalance)),
    totalMarginBalance: money(margin),
    totalAvailableBalance: money(sum((each) => each.availableBalance)),
    totalPerpUPL: money(sum((each) => each.unrealisedProfit)),
    totalInitialMargin: money(initial),
    totalMaintenanceMargin: money(maintenance),
    totalInitialMarginByMp: money(initial),
    totalMaintenanceMarginByMp: money(maintenance),
    ...(readAccountMarginType(account) === 'isolated' ? emptyWhenIsolated : {}),
    coin: summaries.filter(({ asset }) => isWanted(asset)).map(renderCoin),
  };
}
