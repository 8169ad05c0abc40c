import type { AccountConfig } from '../connected-exchange.ts';
import { Row } from '../row.ts';

/** From Binance USD-M's GET /fapi/v1/accountConfig. Throws `Unreadable` for anything else. */
export function parseAccountConfig(value: unknown): AccountConfig {
  const row = new Row(value, 'account configuration');
  return { canTrade: row.flag('canTrade'), isHedged: row.flag('dualSidePosition') };
}
