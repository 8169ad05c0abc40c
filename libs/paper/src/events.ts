/**
 * What becomes of accounts, told as the model carries it out, each step by itself and in its order: what a venue's user
 * streams are made of. Whoever listens must change nothing; what it does with an event later is its own business.
 */
import type { Account, MarginType } from './account.ts';
import type { Decimal } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import type { Fill } from './fill.ts';
import type { ConditionalOrder, Order } from './order.ts';
import type { Position } from './position.ts';

interface AccountEventBase {
  readonly account: Account;
  readonly atMs: number;
}

export type AccountEvent = AccountEventBase &
  (
    /** An order as it is from now on; `fill` is the execution that made it so. */
    | { readonly kind: 'order'; readonly order: Order; readonly fill: Fill | null; readonly isNew: boolean }
    /** A conditional order, and the position of its leg as it is then. */
    | { readonly kind: 'conditional-order'; readonly order: ConditionalOrder; readonly isNew: boolean; readonly position: Position; readonly fillCount: number }
    /** A position, and what its margin asset's wallet holds from now on. `fillCount`: how many executions its contract has had by then. */
    | { readonly kind: 'position'; readonly position: Position; readonly fillCount: number; readonly asset: string; readonly walletBalance: Decimal }
    /** Money that came or went without a trade: what the insurance fund paid, or a transfer. */
    | { readonly kind: 'wallet'; readonly cause: 'insurance' | 'transfer'; readonly asset: string; readonly walletBalance: Decimal; readonly change: Decimal }
    | { readonly kind: 'leverage'; readonly symbol: string; readonly leverage: number }
    | { readonly kind: 'margin-type'; readonly symbol: string; readonly marginType: MarginType }
  );

/** A price that has moved. Told before anybody is liquidated for it. */
export interface PriceEvent {
  readonly kind: 'price';
  readonly symbol: string;
}

/** Hears of everything that becomes of the accounts of an exchange. */
export type Observer = (event: AccountEvent | PriceEvent) => void;

/** Tells everybody who listens. Call it after the change; `make` runs only if somebody does. */
export function tellObservers(exchange: PaperExchange, make: () => AccountEvent | PriceEvent): void {
  if (exchange.observers.size === 0) return;
  const event = make();
  for (const observe of exchange.observers) observe(event);
}
