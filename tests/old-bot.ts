import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { closingSide, decimal, decimalText, floorTo, openingSide, type PositionSide } from '../libs/core/src/index.ts';
import { type LegacyDatabase, openLegacyDatabase } from '../libs/testing/src/legacy-database.ts';
import { startProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import type { FleetWorld } from './fleet-world.ts';

/** A position that the Python bot holds: at the paper exchange, and in its own books. */
export interface OldHolding {
  readonly id: number;
  readonly symbol: string;
  readonly side: PositionSide;
  readonly quantity: string;
}

/** The Python bot on a world's account: it trades by hand, as no order of it has an id of the fleet's, and writes its own books. */
export interface OldBot {
  readonly legacy: LegacyDatabase;
  /** Enters at market, and writes position, order and trade. `row`: what its books say otherwise. */
  enter(holding: OldHolding, row?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Places a stop for the whole position, three per cent below or above its price, or `percent`; it is booked as the bot does. Returns its client order id. */
  protect(holding: OldHolding, stop?: { readonly percent?: string; readonly quantity?: string; readonly isBooked?: boolean }): Promise<string>;
  close(): Promise<void>;
}

export async function openOldBot(world: FleetWorld): Promise<OldBot> {
  const legacy = await openLegacyDatabase();
  const exchange = world.fleet.ports.exchange(world.venue.account);
  await world.fleet.exchanges[0]!.ready();
  let orders = 0;
  return {
    legacy,
    async enter({ id, symbol, side, quantity }, row = {}) {
      await world.admin('POST', 'trade', { symbol, side: openingSide(side).toUpperCase(), quantity });
      const orderId = await until(async () => {
        const fills = await exchange.readExecutions(symbol, exchange.nowMs() - 600_000);
        return fills.type === 'read' ? fills.value.at(-1)?.exchangeOrderId : undefined;
      }, { what: `the entry of ${symbol} to be told` });
      const at = { exchange: world.venue.exchange, symbol };
      await legacy.addPosition({ id, ...at, side, quantity, entry_price: '1', exchange_order_id: orderId, signal_id: id, opened_at: new Date(), ...row });
      await legacy.addOrder({ ...at, position_id: String(id), order_id: orderId, side: openingSide(side), size: quantity });
      await legacy.addTrade({ ...at, position_id: String(id), order_id: orderId, side: openingSide(side), quantity, price: '1' });
    },
    async protect({ id, symbol, side, quantity }, { percent = '3', quantity: size = quantity, isBooked = true } = {}) {
      const view = await exchange.readKey(symbol);
      const market = (await exchange.markets()).get(symbol)!;
      if (view.type !== 'read') throw new Error(view.cause);
      const way = view.value.markPrice.times(percent).div('100');
      const triggerPrice = decimalText(floorTo(side === 'long' ? view.value.markPrice.minus(way) : view.value.markPrice.plus(way), market.tick));
      const clientOrderId = `x-bot-${id}-${(orders += 1)}`;
      await world.admin('POST', 'stop', { symbol, side: closingSide(side).toUpperCase(), triggerPrice, quantity: size, workingPrice: 'mark', clientOrderId });
      await legacy.query(`UPDATE monitoring.positions SET has_stop_loss = true WHERE id = $1`, [id]);
      if (isBooked) await legacy.addOrder({ exchange: world.venue.exchange, symbol, position_id: String(id), order_id: clientOrderId, type: 'STOP_MARKET', side: closingSide(side), size, status: 'NEW' });
      return clientOrderId;
    },
    close: () => legacy.close(),
  };
}

/** How a command ended. */
export interface Ended {
  readonly exitCode: unknown;
  readonly lines: readonly string[];
  json<T>(): T;
}

/** Runs `breakwater` to its end on a world; in an environment of its own where one is given. */
export async function runCommand(world: FleetWorld, words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const command = startProcess('apps/cli/src/main.ts', { arguments: [...words], environment: { ...world.environment, NO_COLOR: '1', ...environment } });
  const exitCode = await command.ended;
  return { exitCode, lines: command.lines, json: <T>() => JSON.parse(command.lines.find((line) => line.startsWith('{')) ?? 'null') as T };
}

/** The environment of processes that run on this world's configuration, with the account in another mode. */
export async function inMode(world: FleetWorld, mode: 'observe' | 'protect' | 'trade'): Promise<Record<string, string>> {
  const from = world.environment['BREAKWATER_CONFIG']!;
  const to = from.replace(/\.yaml$/, `.${mode}.yaml`);
  await writeFile(to, (await readFile(from, 'utf8')).replace(/mode: (?:observe|protect|trade)/, `mode: ${mode}`));
  return { BREAKWATER_CONFIG: to };
}

/** A signed request of the bot's to Bybit, past the fleet. */
export async function askBybit(world: FleetWorld, path: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
  const value = (name: 'URL' | 'API_KEY' | 'API_SECRET'): string => world.environment[world.venue.variable(name)]!;
  const [stamp, text] = [String(Date.now()), JSON.stringify(body)];
  const signature = createHmac('sha256', value('API_SECRET')).update(`${stamp}${value('API_KEY')}5000${text}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'X-BAPI-API-KEY': value('API_KEY'), 'X-BAPI-TIMESTAMP': stamp, 'X-BAPI-RECV-WINDOW': '5000', 'X-BAPI-SIGN': signature };
  const answer = (await (await fetch(`${value('URL')}${path}`, { method: 'POST', headers, body: text })).json()) as { retCode: number; retMsg: string; result: unknown };
  if (answer.retCode !== 0) throw new Error(`${path}: ${answer.retCode} ${answer.retMsg}`);
  return answer.result;
}

/** Everything that the fleet's books hold, but for times at which nothing else happened: what an import must not change twice. */
export async function dumpBooks(world: FleetWorld): Promise<string> {
  const lines: string[] = [];
  for (const table of ['account', 'position', '"order"', 'intent', 'fill', 'claim', 'position_event', 'reconciliation_report', 'page']) {
    lines.push(`== ${table}`, ...(await world.query<{ row: string }>(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row));
  }
  return lines.join('\n');
}

/** A quantity as it is compared. */
export const exact = (text: string): string => decimalText(decimal(text));
