import type { PaperAccess, PaperClient } from './paper-client.ts';
import type { Contract, PaperSpeech, Prices } from './paper-speech.ts';

/** All that can be traded on the venue. */
export async function readContracts(client: PaperClient, speech: PaperSpeech): Promise<Contract[]> {
  const { prices } = await client.admin<{ prices: Prices }>('GET', `state?venue=${speech.venue}`);
  const contracts: Contract[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page = speech.readContracts(await client.send(speech.listContracts(next)), prices);
    contracts.push(...page.contracts);
    next = page.next;
  }
  return contracts;
}

/** Opens an account with money enough. */
export async function openAccount(client: PaperClient, url: string, venue: string, name: string): Promise<PaperAccess> {
  const access = { url, apiKey: `${name}-key`, apiSecret: `${name}-secret` };
  await client.admin('POST', 'accounts', { venue, name, ...{ apiKey: access.apiKey, apiSecret: access.apiSecret }, balance: '100000000' });
  return access;
}
