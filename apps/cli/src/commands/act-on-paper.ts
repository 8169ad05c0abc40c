import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type AdminAccess, callAdmin } from '../paper/call-admin.ts';
import { findPaperExchange, type PaperOptions } from '../paper/find-paper-exchange.ts';
import { findPaperSymbol } from '../paper/find-paper-symbol.ts';
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
  const spelt = symbol === undefined ? typed : typed.with(at, await findPaperSymbol(access, symbol));
  const request = command.toRequest(spelt, await Promise.all(rest.map((field) => spellField(access, field))));
  const answer = await callAdmin(access, options.account === undefined ? request : { ...request, body: { ...(request.body as object), account: options.account } });
  if (options.json) printJson(command.toResult?.(answer) ?? answer);
  else await command.tell(answer);
  return EXIT.ok;
}

/** `symbol=TAG/USDT` of a fault: in any other spelling than the exchange's own it would match nothing, and nobody would be told. */
async function spellField(access: AdminAccess, field: string): Promise<string> {
  const symbol = /^symbol=(.+)$/.exec(field)?.[1];
  return symbol === undefined ? field : `symbol=${await findPaperSymbol(access, symbol)}`;
}
