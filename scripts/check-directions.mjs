// Fails when a crate depends on something that ARCHITECTURE.md does not allow it to.
// The map below is the rule; a new edge is a decision to be discussed, then written here.
import { execFileSync } from 'node:child_process'

const inside = {
  catalog: [],
  workbook: ['catalog'],
  intake: ['catalog', 'workbook'],
  linkage: ['catalog'],
  rules: ['catalog'],
  forms: ['catalog', 'workbook'],
  query: ['catalog', 'rules'],
  keystream: [],
  seal: ['catalog', 'keystream'],
  memory: [],
  storage: ['catalog', 'seal'],
  sample: ['catalog'],
  service: ['catalog', 'workbook', 'intake', 'linkage', 'rules', 'forms', 'query', 'storage', 'sample', 'memory'],
}

// Heavy libraries live behind one crate each.
const walls = {
  calamine: ['workbook'],
  'quick-xml': ['workbook'],
  zip: ['workbook'],
  cfb: ['workbook'],
  rust_xlsxwriter: ['workbook', 'sample'],
  arrow: ['query'],
  parquet: ['query'],
  roaring: ['query'],
  'sea-orm': ['storage'],
  'sea-orm-migration': ['storage'],
  'aes-gcm': ['seal'],
  ghash: ['seal'],
  subtle: ['seal'],
  mimalloc: ['memory'],
  axum: ['service'],
  sqlx: ['service'],
  tokio: ['service', 'storage'],
}

const pure = ['catalog', 'workbook', 'intake', 'linkage', 'rules', 'forms']
const impure = ['tokio', 'async-trait', 'reqwest', 'rand', 'getrandom', 'sea-orm', 'axum']

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1', '--locked'], { maxBuffer: 1 << 26 }),
)
const wrong = []
for (const { name, dependencies } of metadata.packages) {
  const allowed = inside[name]
  if (!allowed) {
    wrong.push(`crate ${name} is not on the map in scripts/check-directions.mjs`)
    continue
  }
  for (const { name: to, kind } of dependencies) {
    if (kind === 'dev') continue
    if (to in inside && !allowed.includes(to)) wrong.push(`${name} must not depend on ${to}`)
    if (to in walls && !walls[to].includes(name)) wrong.push(`${name} must not know ${to}; it belongs to ${walls[to].join(', ')}`)
    if (pure.includes(name) && impure.includes(to)) wrong.push(`${name} is pure and must not depend on ${to}`)
  }
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'))
  process.exit(1)
}
console.log(`directions: ${metadata.packages.length} crates, every edge allowed`)
