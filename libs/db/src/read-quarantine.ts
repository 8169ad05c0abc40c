import type { ScreenClient } from './client.ts';

/** A key that was set aside: the fleet looks after nothing there but a position without a stop. */
export interface QuarantinedKey {
  readonly exchange: string;
  readonly account: string;
  readonly symbol: string;
  readonly since: string;
  readonly reason: string;
}

/** Every key that is set aside, the first of them first. */
export async function readQuarantine(client: ScreenClient): Promise<QuarantinedKey[]> {
  const rows = await client.claim.findMany({ where: { quarantinedAt: { not: null } }, orderBy: [{ quarantinedAt: 'asc' }, { symbol: 'asc' }] });
  return rows.map(({ exchange, account, symbol, quarantinedAt, quarantineReason }) => ({ exchange, account, symbol, since: quarantinedAt!.toISOString(), reason: quarantineReason ?? '' }));
}
