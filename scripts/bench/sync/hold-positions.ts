import { type AccountKey, makeClientOrderId } from '@breakwater/core';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PaperAccess, PaperClient } from '../paper-client.ts';
import type { Contract, PaperSpeech } from '../paper-speech.ts';
import { runAll } from '../run-all.ts';

export interface Holding {
  readonly key: AccountKey;
  readonly access: PaperAccess;
  readonly contracts: readonly Contract[];
  readonly deployment: string;
}

/**
 * Has an account hold one position for each contract under one stop, and the books say so: what a fleet that was at it for a long time
 * has come to. Whether both agree is for the passes to say.
 */
export async function holdPositions(client: PaperClient, speech: PaperSpeech, books: pg.ClientBase, { key, access, contracts, deployment }: Holding): Promise<void> {
  const rows = contracts.map((contract) => {
    const id = randomUUID();
    return { id, contract, stopId: makeClientOrderId({ ...key, deployment, role: 'stop', subject: id, generation: 1 }) };
  });
  await runAll(rows.length, async (index) => {
    const { contract, stopId } = rows[index]!;
    for (const request of [speech.market(contract, `open-${index}`, access), speech.stop(contract, stopId, access)]) {
      const answer = await client.sendForBeginning(request);
      if (!speech.isSuccess(answer)) throw new Error(`${request.method} ${request.path} was answered with ${answer}`);
    }
  });
  const columns = [rows.map(({ id }) => id), rows.map(({ contract }) => contract.symbol), rows.map(({ contract }) => contract.quantity), rows.map(({ contract }) => contract.lowPrice), rows.map(({ stopId }) => stopId)];
  await books.query(
    `with held as materialized (select * from unnest($3::uuid[], $4::text[], $5::numeric[], $6::numeric[], $7::text[]) as h(id, symbol, quantity, price, stop_id)),
          opened as (insert into position (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, stop_rule, first_fill_at, protected_at, created_at)
                     select id, $1::exchange, $2, symbol, 'net', 'open', 'adopted', 'long', quantity, price, '{"percent": "2"}', now(), now(), now() - interval '1 hour' from held returning id)
     insert into "order" (id, position_id, exchange, account, symbol, role, generation, client_order_id, list, side, quantity, trigger_price, trigger_type, reduce_only, status, exchange_order_id)
     select gen_random_uuid(), h.id, $1::exchange, $2, symbol, 'stop', 1, stop_id, 'conditional', 'sell', quantity, price, 'mark', true, 'resting', stop_id from held h join opened using (id)`,
    [key.exchange, key.account, ...columns],
  );
}
