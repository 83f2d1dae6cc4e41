// Measures a sample district from nothing to answers: time to make, load, start; memory; the
// time of each kind of question through HTTP, signed in, one after the other. Usage:
//   node bench/district.mjs [RESIDENTS=1020000] [DATA]
// DATA must not exist yet; it is kept for the next measurement.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'

const residents = process.argv[2] ?? '1020000'
const folder = mkdtempSync(join(tmpdir(), 'linli-bench-'))
const data = process.argv[3] ?? join(folder, 'data')
const asks = 200

/** Starts the program and resolves when it serves. */
function start() {
  const began = performance.now()
  const child = spawn('target/release/linli', ['demo', '--residents', residents, '--data', data, '--listen', '127.0.0.1:0'])
  const said = []
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`linli ended with ${code}: ${said.join('\n')}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = line.match(/邻里已启动：(\S+)/)?.[1]
      if (address) resolve({ child, address, said, seconds: (performance.now() - began) / 1000 })
    })
  })
}

function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024)
  return { now: of('VmRSS'), peak: of('VmHWM') }
}

function stop(child) {
  return new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.on('exit', resolve)
    child.kill('SIGKILL')
  })
}

function show(what, figure) {
  console.log(`${what.padEnd(52)} ${figure}`)
}

try {
  const first = await start()
  first.said.filter((line) => /用时/.test(line)).forEach((line) => console.log(line))
  show('files made, loaded and served, from nothing', `${first.seconds.toFixed(1)} s`)
  show('peak memory while loading', `${memory(first.child.pid).peak} MiB`)
  await stop(first.child)

  const { child, address, seconds } = await start()
  show('start with the data there', `${seconds.toFixed(1)} s`)
  const { demo } = await (await fetch(`${address}/api/about`)).json()
  const sign = demo.find((account) => account.login === 'minzheng')
  const entered = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: sign.login, password: sign.password }),
  })
  const cookie = entered.headers.get('set-cookie').split(';')[0]
  const ask = async (path, body) => {
    const answer = await fetch(address + path, {
      method: body ? 'POST' : 'GET',
      headers: { cookie, 'x-linli': '1', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const timed = async (what, path, body) => {
    const times = []
    for (let at = 0; at < asks; at += 1) {
      const began = performance.now()
      await ask(path, body)
      times.push(performance.now() - began)
    }
    times.sort((one, other) => one - other)
    const at = (share) => times[Math.min(asks - 1, Math.floor(asks * share))].toFixed(1)
    show(what, `median ${at(0.5)} ms, p99 ${at(0.99)} ms`)
  }
  const some = await ask('/api/people/query', { size: 1, tags_all: ['高龄老人'] })
  const person = some.rows[0].id
  await timed('people list, first page of all', '/api/people/query', { size: 50 })
  await timed('people list, 80 and older by address', '/api/people/query', { size: 50, tags_all: ['高龄老人'], sort: 'address' })
  await timed('people list, by name 王', '/api/people/query', { size: 50, text: '王' })
  await timed('one person', `/api/people/${person}`)
  await timed('count by community, 80+ and not paid', '/api/people/group', {
    by: 'community',
    tags_all: ['高龄老人'],
    tags_none: ['享受老年综合/高龄津贴'],
  })
  await timed('all tag counts', '/api/tags')
  const held = await ask('/api/ready')
  show('people, dwellings, places held', `${held.snapshot.people}, ${held.snapshot.dwellings}, ${held.snapshot.places}`)
  show('memory while serving', `${memory(child.pid).now} MiB`)
  await stop(child)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
