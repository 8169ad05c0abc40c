import { takeReading } from '../open-session.ts';
import type { ListenKey } from '../connected-exchange.ts';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { Session } from './session.ts';

/** "This listenKey does not exist." Source: Binance USD-M documentation, "Error Codes". */
const NO_SUCH_KEY = '-1125';

/**
 * The listen key of an account, which its user streams are opened with. There is one for all who use it: asking for it gives the one that
 * is there. Both requests carry the API key and are not signed, so they are made as public ones are.
 * Source: Binance USD-M documentation, "User Data Streams", "Start" and "Keepalive User Data Stream".
 */
export function openListenKey(session: Session): ListenKey {
  const ask = async (endpoint: 'takeListenKey' | 'prolongListenKey'): Promise<string> => new Row(await session.readPublic(endpoint, {}), 'listen key').text('listenKey');
  return {
    take: () => takeReading(session, () => ask('takeListenKey')),
    prolong: () =>
      takeReading(session, async () => {
        try {
          return await ask('prolongListenKey');
        } catch (error) {
          if (error instanceof Unreadable && error.code === NO_SUCH_KEY) return null;
          throw error;
        }
      }),
  };
}
