import { type Account, readWallet } from './account.ts';
import { type Decimal, zero } from './decimal.ts';
import { tellObservers } from './events.ts';
import { type PaperExchange, recordChange } from './exchange.ts';
import { noteMoney } from './margin-book.ts';

/** Brings money into an account's wallet, or takes it out where `change` is negative. Nobody asks whether positions need it. */
export function transferMoney(exchange: PaperExchange, account: Account, asset: string, change: Decimal): void {
  if (change.eq(zero)) return;
  const walletBalance = readWallet(account, asset).plus(change);
  account.wallets.set(asset, walletBalance);
  noteMoney(account);
  recordChange(exchange, 'money-transferred', account, null, { asset, amount: change.toFixed() });
  tellObservers(exchange, () => ({ kind: 'wallet', cause: 'transfer', account, atMs: exchange.clock.nowMs(), asset, walletBalance, change }));
}
