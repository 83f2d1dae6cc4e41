// A sample district served by the program, and people signed in to it, for measurements over HTTP.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'

export const BINARY = process.env.LINLI_BINARY ?? 'target/release/linli'

// A signal ends the process through its exit handlers, which end the program and remove its data.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** A folder that goes when this process ends. */
export function passingFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `linli-${name}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts `linli demo` on a data folder, which is filled the first time, and resolves once it serves. */
export function serve({ data, area = '370203', residents }) {
  const began = performance.now()
  const args = ['demo', '--area', area, '--residents', String(residents), '--data', data, '--listen', '127.0.0.1:0']
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const said = []
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`linli ended with ${code}: ${said.slice(-5).join('\n')}`)))
    createInterface({ input: child.stdout }).on('line', async (line) => {
      const address = line.match(/邻里已启动：(\S+)/)?.[1]
      if (!address) return
      child.removeAllListeners('exit')
      const about = await new Person(address).ask('GET', '/api/about')
      resolve({ child, address, accounts: about.demo, seconds: (performance.now() - began) / 1000, end })
    })
  })
}

/** Ends the program; by SIGKILL, as a power cut would. */
export function stop({ child, end }) {
  process.removeListener('exit', end)
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })
}

/** Somebody with a browser: connections of their own that stay open, and a session. */
export class Person {
  constructor(address, connections = 1) {
    this.address = new URL(address)
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, noDelay: true })
  }

  /** All accounts of a sample district share one password. */
  async signIn(login, password) {
    const answer = await this.send('POST', '/api/session', { login, password })
    if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.status} ${answer.text}`)
    this.cookie = answer.headers['set-cookie'][0].split(';')[0]
    return Object.assign(this, { login, ...JSON.parse(answer.text) })
  }

  /** Asks, and throws unless the answer is a good one. */
  async ask(method, path, body) {
    const answer = await this.send(method, path, body)
    if (answer.status >= 300) {
      const problem = new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
      throw Object.assign(problem, { status: answer.status })
    }
    return answer.text === '' ? null : JSON.parse(answer.text)
  }

  /** Sends and reads the whole answer. `body` is an object, or bytes with their `type`. */
  send(method, path, body, type = 'application/json') {
    const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const headers = { 'x-linli': '1', ...(this.cookie && { cookie: this.cookie }) }
    if (bytes) Object.assign(headers, { 'content-type': type, 'content-length': bytes.length })
    return new Promise((resolve, reject) => {
      const { hostname: host, port } = this.address
      const sent = request({ host, port, method, path, headers, agent: this.agent }, (answer) => {
        const parts = []
        answer.on('data', (part) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }),
        )
      })
      sent.on('error', reject)
      sent.end(bytes)
    })
  }
}

/** Times in milliseconds, and what to say of them. */
export class Times {
  constructor() {
    this.all = []
  }

  add(milliseconds) {
    this.all.push(milliseconds)
  }

  at(share) {
    const sorted = Float64Array.from(this.all).sort()
    return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  }

  text() {
    const [half, most, last] = [0.5, 0.99, 1].map((share) => this.at(share).toFixed(1))
    return `${this.all.length} times, median ${half} ms, p99 ${most} ms, longest ${last} ms`
  }
}

export function show(what, figure) {
  console.log(`${what.padEnd(52)} ${figure}`)
}

/** How busy the machine is: figures without it say little. */
export function load() {
  return `${loadavg()[0].toFixed(2)} on ${cpus().length} cores`
}
