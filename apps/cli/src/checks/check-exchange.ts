import type { AccountSettings } from '@breakwater/config';
import type { Bounds, Markets, PositionMode } from '@breakwater/core';
import type { ConnectedExchange } from '@breakwater/exchange';
import { connectAccount } from '../connect-account.ts';
import { type Check, fine, reasonOf, wrong } from './check.ts';

/** One account at its exchange: clock, key, modes, settings, filters. Reads only. */
export async function checkExchange(account: AccountSettings, bounds: Bounds): Promise<readonly Check[]> {
  const { url } = account;
  let exchange: ConnectedExchange;
  try {
    exchange = await connectTimed(account, bounds, MEASURES_MAX);
  } catch (error) {
    return [wrong('reachable', `it cannot be reached (${reasonOf(error)})`, `check the network${url === null ? '' : ' or correct its url in the configuration'}.`)];
  }
  try {
    const [key, ...modes] = await checkKey(exchange, account);
    const markets = await loadMarkets(exchange);
    // With a key that is refused nothing signed can be read: that is one problem, not several.
    const settings = modes.length > 0 && typeof markets !== 'string' ? [await checkSettings(exchange, markets)] : [];
    return [checkClock(exchange, bounds), ...(key ? [key] : []), ...modes, checkFilters(markets), ...settings];
  } finally {
    await exchange.close();
  }
}

const MEASURES_MAX = 3;

/**
 * Connects with the clock measured, anew while it is known too vaguely: workers measure again and again too, and one slow
 * reply is no finding. Rejects when the exchange cannot be reached.
 */
async function connectTimed(account: AccountSettings, bounds: Bounds, measuresLeft: number): Promise<ConnectedExchange> {
  const exchange = connectAccount(account);
  try {
    await exchange.ready();
  } catch (error) {
    await exchange.close();
    throw error;
  }
  if (exchange.clockErrorMs() <= bounds.clockErrorMsMax || measuresLeft <= 1) return exchange;
  await exchange.close();
  return connectTimed(account, bounds, measuresLeft - 1);
}

function checkClock(exchange: ConnectedExchange, bounds: Bounds): Check {
  const offsetMs = Math.round(exchange.nowMs() - Date.now());
  const errorMs = Math.round(exchange.clockErrorMs());
  const found = `this machine's clock is ${Math.abs(offsetMs)} ms ${offsetMs >= 0 ? 'behind' : 'ahead'}, known to ${errorMs} ms`;
  if (errorMs <= bounds.clockErrorMsMax) return fine('clock', found);
  return wrong('clock', found, `nothing is sent above ${bounds.clockErrorMsMax} ms; move nearer to the exchange or mend the network.`);
}

/** What the key may do, as far as this API shows it, and the mode that legs are counted in. */
async function checkKey(exchange: ConnectedExchange, account: AccountSettings): Promise<Check[]> {
  const reading = await exchange.readAccountConfig();
  if (reading.type === 'unreadable') return [wrong('key', `a signed read is refused (${reading.cause})`, 'check the credentials, their permission for futures, and the addresses that may use them.')];
  const { canTrade, isHedged } = reading.value;
  const key =
    canTrade || account.mode === 'observe'
      ? fine('key', `signed reads work; trading is ${canTrade ? 'allowed' : 'not allowed, and not needed in mode observe'}`)
      : wrong('key', `trading is not allowed, and the mode is ${account.mode}`, 'allow it for the key, or set the mode to observe.');
  return [key, checkPositionMode(isHedged ? 'hedge' : 'one-way', account.positionMode)];
}

/** Nothing is entered while they differ; which of the two was meant only the operator knows. */
function checkPositionMode(actual: PositionMode, configured: PositionMode): Check {
  if (actual === configured) return fine('position mode', `${actual}, as configured`);
  return wrong('position mode', `the account is in ${actual} mode, and its positionMode is ${configured}`, `set positionMode to ${actual}, or switch the account to ${configured} mode while nothing is open.`);
}

/** The markets, or why they cannot be loaded. */
function loadMarkets(exchange: ConnectedExchange): Promise<Markets | string> {
  return exchange.markets().catch((error: unknown) => reasonOf(error));
}

function checkFilters(markets: Markets | string): Check {
  if (typeof markets === 'string') return wrong('filters', `they cannot be loaded (${markets})`, 'check the network and run this again.');
  const trading = [...markets.values()].filter((market) => market.isTrading).length;
  if (trading === 0) return wrong('filters', `${markets.size} markets are listed, none of them trading`, 'check that the account is at the right exchange.');
  return fine('filters', `${markets.size} markets loaded, ${trading} trading`);
}

/** Margin mode and leverage are set before an entry where they differ, which needs them to be readable. */
async function checkSettings(exchange: ConnectedExchange, markets: Markets): Promise<Check> {
  const symbol = [...markets.values()].find((market) => market.isTrading)?.symbol;
  if (symbol === undefined) return wrong('margin and leverage', 'there is no market to read them of', 'check that the account is at the right exchange.');
  const reading = await exchange.readSettings(symbol);
  if (reading.type === 'unreadable') return wrong('margin and leverage', `they cannot be read (${reading.cause})`, 'without them no entry is made; check the permissions of the key.');
  const { leverage, marginMode } = reading.value;
  return fine('margin and leverage', `readable (${symbol}: ${marginMode}, ${leverage}x); set before an entry where they differ`);
}
