/** `npm run docs`: writes the documents that are made from code. */
import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';
import { renderConfiguration } from './render-configuration.ts';
import { renderDiscrepancies } from './render-discrepancies.ts';

const documents = [['docs/configuration.md', renderConfiguration()], ['docs/discrepancies.md', renderDiscrepancies()]] as const;
for (const [file, text] of documents) {
  fs.writeFileSync(path.join(repositoryFolder, file), text);
  process.stdout.write(`wrote ${file}\n`);
}
