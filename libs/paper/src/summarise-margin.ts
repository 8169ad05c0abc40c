import { type Account, readWallet } from './account.ts';
import { type Decimal, zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { sumMarginParts } from './margin-parts.ts';

/** The money of one margin asset, and what binds it. */
export interface MarginSummary {
  readonly asset: string;
  readonly walletBalance: Decimal;
  readonly unrealisedProfit: Decimal;
  readonly marginBalance: Decimal;
  readonly positionInitialMargin: Decimal;
  readonly openOrderInitialMargin: Decimal;
  readonly maintenanceMargin: Decimal;
  readonly availableBalance: Decimal;
  /** The wallet without what is set aside for isolated positions, and the profit of the cross ones. */
  readonly crossWallet: Decimal;
  readonly crossProfit: Decimal;
  /** What stands behind the cross positions, and what they need: the isolated ones have their own money. */
  readonly crossBalance: Decimal;
  readonly crossMaintenance: Decimal;
}

/** Adds up one margin asset of an account over all its positions and orders. */
export function summariseMargin(exchange: PaperExchange, account: Account, asset: string): MarginSummary {
  const walletBalance = readWallet(account, asset);
  const sum = sumMarginParts(exchange, account, asset);
  const marginBalance = walletBalance.plus(sum.unrealisedProfit);
  const available = marginBalance.minus(sum.positionInitialMargin).minus(sum.openOrderInitialMargin);
  return {
    asset,
    walletBalance,
    unrealisedProfit: sum.unrealisedProfit,
    marginBalance,
    positionInitialMargin: sum.positionInitialMargin,
    openOrderInitialMargin: sum.openOrderInitialMargin,
    maintenanceMargin: sum.maintenanceMargin,
    availableBalance: available.lt(zero) ? zero : available,
    crossWallet: walletBalance.minus(sum.isolatedWallet),
    crossProfit: sum.unrealisedProfit.minus(sum.isolatedProfit),
    crossBalance: marginBalance.minus(sum.isolatedWallet).minus(sum.isolatedProfit),
    crossMaintenance: sum.maintenanceMargin.minus(sum.isolatedMaintenance),
  };
}
