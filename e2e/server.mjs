// A program with a sample street in a directory of its own, for one test file.
import { execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const BINARY = path.resolve(process.env.LINLI_BINARY ?? path.join(HERE, '../target/debug/linli'));
/** 辽宁路街道: the street that every journey takes place in. */
export const STREET = '370203005';
const RESIDENTS = '1200';
// A debug build on a busy machine imports 1200 people in about 15 s; four minutes is "never".
const START_MS = 240_000;
const STOP_MS = 20_000;

// A signal ends the process through its exit handlers, which end the program too.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Starts `linli demo` and waits until it serves; a whole district where a journey needs more than one street. */
export async function startDemo({ area = STREET, residents = RESIDENTS } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'linli-e2e-'));
  const args = [
    'demo',
    '--area',
    area,
    '--residents',
    residents,
    '--data',
    data,
    '--listen',
    '127.0.0.1:0',
  ];
  // Started from the repository's top, where the development build finds web/dist.
  const child = spawn(BINARY, args, { cwd: path.dirname(HERE), stdio: ['ignore', 'pipe', 'pipe'] });
  // Interrupted tests leave no program and no files behind.
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });
  try {
    const address = await addressOf(child);
    const accounts = (await (await fetch(`${address}/api/about`)).json()).demo;
    return new Demo(child, data, address, accounts);
  } catch (error) {
    child.kill('SIGKILL');
    await rm(data, { recursive: true, force: true });
    throw error;
  }
}

/** The address that the program prints once it serves. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`linli did not start within ${START_MS} ms:\n${said}`)),
      START_MS,
    );
    const settle = (act, value) => (clearTimeout(timer), act(value));
    child.once('error', (error) => settle(reject, new Error(`cannot run ${BINARY}: ${error.message}`)));
    child.once('exit', (code) =>
      settle(reject, new Error(`linli ended with ${code} instead of serving:\n${said}`)),
    );
    child.stderr.on('data', (part) => (said += part));
    child.stdout.on('data', (part) => {
      said += part;
      const found = /邻里已启动：(http:\/\/[^\s]+)/.exec(said);
      if (found) settle(resolve, found[1]);
    });
  });
}

class Demo {
  constructor(child, data, address, accounts) {
    Object.assign(this, { child, data, address, accounts });
  }

  /** The demo account of a login, as the sign-in page lists it; every community has one with the same password. */
  account(login) {
    const listed = this.accounts.find((account) => account.login === login);
    const found = listed ?? (/^sq\d{12}$/.test(login) ? { ...this.workers()[0], login } : undefined);
    if (!found) throw new Error(`no demo account ${login} among ${this.accounts.map((each) => each.login)}`);
    return found;
  }

  /** The community workers' accounts, by login. */
  workers() {
    return this.accounts
      .filter((account) => account.role === 'community')
      .sort((a, b) => (a.login < b.login ? -1 : 1));
  }

  /** A file that the sample district was made from, such as `forms/高龄津贴发放名册.xlsx`. */
  sample(name) {
    return path.join(this.data, 'sample', name);
  }

  /** The first file of a source's folder in the sample. */
  async delivered(source) {
    const [name] = (await readdir(this.sample(source))).sort();
    return path.join(this.sample(source), name);
  }

  /** A table of the registry, through the program's own export: people, dwellings, places or tags as records of texts. */
  async table(name) {
    const out = await mkdtemp(path.join(tmpdir(), 'linli-e2e-export-'));
    try {
      await promisify(execFile)(BINARY, ['export', '--data', this.data, '--out', out, '--format', 'csv']);
      return readCsv(await readFile(path.join(out, `${name}.csv`), 'utf8'));
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  }

  /** Everybody in the registry, the deceased too. */
  people() {
    return this.table('people');
  }

  /** Who carries which tag. */
  tags() {
    return this.table('tags');
  }

  /** The demo account of the street that the journeys are about. */
  street() {
    return this.account(`jd${STREET}`);
  }

  /** The digest of the registry: equal digests mean equal people with equal values. */
  async digest() {
    const { stdout } = await promisify(execFile)(BINARY, ['digest', '--data', this.data]);
    return stdout.trim();
  }

  async stop() {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    const running = this.child.exitCode === null && this.child.signalCode === null;
    if (running) {
      this.child.kill('SIGTERM');
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(timer);
    }
    await rm(this.data, { recursive: true, force: true });
  }
}

/** Reads comma separated text with a header row and quoted fields into records of texts. */
export function readCsv(text) {
  const [header, ...rows] = fieldsOf(text.replace(/^\uFEFF/, ''));
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])));
}

function fieldsOf(text) {
  const rows = [];
  let row = [];
  // A field, quoted or plain, with the comma or the end of line behind it.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (!found) throw new Error('a broken csv');
    const [, quoted, plain, end] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The area code of a community's account: its sign-in name is `sq` and the code. */
export function codeOf(account) {
  return account.login.slice(2);
}
