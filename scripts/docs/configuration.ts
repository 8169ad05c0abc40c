/** `npm run docs`: writes the documents that are made from code. */
import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';
import { renderConfiguration } from './render-configuration.ts';

const file = 'docs/configuration.md';
fs.writeFileSync(path.join(repositoryFolder, file), renderConfiguration());
process.stdout.write(`wrote ${file}\n`);
