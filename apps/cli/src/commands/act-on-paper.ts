import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type AdminAccess, type AdminRequest, callAdmin } from '../paper/call-admin.ts';
import { findPaperExchange, type PaperOptions } from '../paper/find-paper-exchange.ts';
import { type PaperVenue, findPaperSymbol, paperVenues } from '../paper/find-paper-symbol.ts';
import type { HandCommand } from '../paper/hand-command.ts';
import { printJson } from '../print.ts';

/**
 * `paper …`: the world's hand. Does one thing to a running paper exchange, past the fleet, as a person, a second bot or the
 * venue itself would.
 */
export async function actOnPaper(command: HandCommand, typed: readonly (string | undefined)[], rest: readonly string[], options: PaperOptions): Promise<ExitCode> {
  const access = findPaperExchange(options);
  const at = command.parameters.findIndex(({ name }) => /symbol/.test(name));
  const symbol = at < 0 ? undefined : typed[at];
  const spelt = symbol === undefined ? typed : typed.with(at, await findPaperSymbol(access, symbol, options.venue));
  const request = command.toRequest(spelt, await Promise.all(rest.map((field) => spellField(access, field, readVenue(rest)))));
  const answer = await callAdmin(access, addNames(request, options));
  if (options.json) printJson(command.toResult?.(answer) ?? answer);
  else await command.tell(answer);
  return EXIT.ok;
}

/** The request with the venue and the account that it is about. */
function addNames(request: AdminRequest, { account, venue }: PaperOptions): AdminRequest {
  const named = { ...(venue !== undefined && { venue }), ...(account !== undefined && { account }) };
  if (Object.keys(named).length === 0) return request;
  if (request.method === 'POST') return { ...request, body: { ...(request.body as object), ...named } };
  return { ...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}${new URLSearchParams(named)}` };
}

/** The venue that a fault is for, if it is for one. */
function readVenue(fields: readonly string[]): PaperVenue | undefined {
  return paperVenues.find((venue) => fields.includes(`venue=${venue}`));
}

/** `symbol=TAG/USDT` of a fault: in any other spelling than the exchange's own it would match nothing, and nobody would be told. */
async function spellField(access: AdminAccess, field: string, venue: PaperVenue | undefined): Promise<string> {
  const symbol = /^symbol=(.+)$/.exec(field)?.[1];
  return symbol === undefined ? field : `symbol=${await findPaperSymbol(access, symbol, venue)}`;
}
