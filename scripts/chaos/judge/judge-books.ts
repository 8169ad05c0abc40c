import type pg from 'pg';
import { Big } from 'big.js';
import { openPerWave } from '../world/configuration.ts';
import type { ExchangeId } from '@breakwater/core';
import type { PaperAccount } from '../world/hand.ts';
import { type Breach, ownId, type Violation } from './violation.ts';

/** I9: what the exchange executed of our orders is booked, trade by trade, and nothing else; rows came and went with events. */
export async function judgeFills(books: pg.Pool, exchange: ExchangeId, account: PaperAccount): Promise<Breach[]> {
  const fills = `
    select f.symbol, o.client_order_id, sum(f.quantity)::text as quantity, array_agg(f.trade_id) as trades
      from fill f join "order" o on o.id = f.order_id where f.exchange::text = $1 and o.role <> 'foreign' group by f.symbol, o.client_order_id`;
  const { rows } = await books.query<{ symbol: string; client_order_id: string; quantity: string; trades: string[] }>(fills, [exchange]);
  const booked = new Map(rows.map((row) => [`${row.symbol} ${row.client_order_id}`, row]));
  const executed = Map.groupBy(account.fills.filter(({ clientOrderId }) => ownId.test(clientOrderId)), ({ symbol, clientOrderId }) => `${symbol} ${clientOrderId}`);
  const violations: Breach[] = [];
  for (const [name, trades] of executed) {
    const quantity = trades.reduce((sum, fill) => sum.plus(fill.quantity), new Big('0'));
    const row = booked.get(name);
    const symbol = trades[0]?.symbol ?? null;
    if (row === undefined || !quantity.eq(row.quantity)) violations.push({ promise: 'I9', symbol, said: `${name} executed ${quantity.toFixed()}, and ${row?.quantity ?? 'nothing'} is booked` });
  }
  for (const [name, { symbol, client_order_id: id }] of booked) {
    if (ownId.test(id) && !executed.has(name)) violations.push({ promise: 'I9', symbol, said: `${name} is booked and was never executed` });
  }
  const changes = `
    select p.symbol, p.id, p.status::text from "position" p
     where p.exchange::text = $1 and (not exists (select from position_event e where e.position_id = p.id)
        or (p.status = 'closed' and not exists (select from position_event e where e.position_id = p.id and e.type ~ '(closed|never_filled|rejected|denied|never_existed)$')))`;
  const silent = await books.query<{ symbol: string; id: string; status: string }>(changes, [exchange]);
  for (const { symbol, id, status } of silent.rows) violations.push({ promise: 'I9', symbol, said: `row ${id} became ${status} without an event` });
  return violations;
}

/** I1: the index that holds it stands. I10: no wave opened more than it may. */
export async function judgeLimits(books: pg.Pool): Promise<Violation[]> {
  const violations: Violation[] = [];
  const index = await books.query(`select from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'position_one_live_per_key' and i.indisunique and i.indisvalid`);
  if (index.rowCount !== 1) violations.push({ promise: 'I1', exchange: null, symbol: null, said: 'the unique index position_one_live_per_key is gone' });
  const { rows } = await books.query<{ wave_id: string; opened: number }>(
    `select wave_id, count(*)::int as opened from signal where outcome = 'opened' group by wave_id having count(*) > ${openPerWave}`,
  );
  for (const { wave_id: id, opened } of rows) violations.push({ promise: 'I10', exchange: null, symbol: null, said: `wave ${id} opened ${opened} positions where ${openPerWave} are allowed` });
  return violations;
}

/** I12: every intent, signal and wave has ended, or its key is set aside and a human was told. */
export async function judgeEndings(books: pg.Pool): Promise<Violation[]> {
  const { rows } = await books.query<{ exchange: ExchangeId | null; symbol: string | null; said: string }>(`
    select i.exchange::text, i.symbol, i.kind::text || ' intent ' || i.id || ' has no answer' as said from intent i join claim c using (exchange, account, symbol)
     where i.outcome in ('open', 'unknown') and c.quarantined_at is null
    union all select exchange::text, symbol, 'signal ' || external_id || ' has no outcome' from signal where outcome = 'pending'
    union all select null, null, 'wave ' || external_id || ' is not finished' from wave where status <> 'finished'
    union all select exchange::text, symbol, 'the key is quarantined, and nobody was told' from claim c
     where quarantined_at is not null and not exists (select from page p where p.symbol = c.symbol and p.exchange = c.exchange)`);
  return rows.map((row) => ({ promise: 'I12', ...row }));
}
