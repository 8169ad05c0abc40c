/** `npm run docs`: writes the documents that are made from code. */
import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';
import { proofDocuments } from '../proof/proof-documents.ts';
import { renderConfiguration } from './render-configuration.ts';
import { renderExchangeCards } from './render-exchange-cards.ts';
import { renderDiscrepancies } from './render-discrepancies.ts';
import { renderIncidents } from './render-incidents.ts';

const documents = [['docs/configuration.md', renderConfiguration()], ['docs/discrepancies.md', renderDiscrepancies()], ['docs/incidents.md', renderIncidents()], ['docs/exchange-cards.md', renderExchangeCards()], ...proofDocuments()] as const;
for (const [file, text] of documents) {
  fs.writeFileSync(path.join(repositoryFolder, file), text);
  process.stdout.write(`wrote ${file}\n`);
}
