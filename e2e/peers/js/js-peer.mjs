// js-libp2p as a foreign peer for interop tests and benchmarks, driven by JSON lines.
//
//   node js-peer.mjs listen [options]        prints {"event":"ready","peerId":..,"addrs":[..]}, then obeys one command a
//                                            line from stdin and answers each with a line; ends when stdin closes
//   node js-peer.mjs run '[{"cmd":..},..]'   obeys the commands and ends; status 0 if all went well
//
// Options: --port N (0), --host 127.0.0.1, --security noise,tls, --relay (be one, without limits), --relay-listen ADDR
// (be reached through that relay only). Commands: dial, ping n, perf up down, handshakes n, identify, echo text,
// streams n, reset; each with addr. The go peer knows the same, the Java one as well but for relays.
import { createInterface } from 'node:readline'

// Node 20 lacks what js-libp2p 3 uses.
Promise.withResolvers ??= function () {
  const made = {}
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
  return made
}

const [{ createLibp2p }, { tcp }, { noise }, { tls }, { yamux }, { identify, identifyPush }, { ping }, { multiaddr },
  { circuitRelayTransport, circuitRelayServer }] =
  await Promise.all([
    import('libp2p'), import('@libp2p/tcp'), import('@libp2p/noise'), import('@libp2p/tls'), import('@libp2p/yamux'),
    import('@libp2p/identify'), import('@libp2p/ping'), import('@multiformats/multiaddr'),
    import('@libp2p/circuit-relay-v2')
  ])

const PING = '/ipfs/ping/1.0.0'
const PERF = '/perf/1.0.0'
const ECHO = '/echo/1.0.0'
const MANY = { maxInboundStreams: 4096, maxOutboundStreams: 4096 }
const ZEROS = new Uint8Array(64 << 10)

const [mode, ...args] = process.argv.slice(2)
const option = (name, missing) => args.includes(name) ? args[args.indexOf(name) + 1] : missing
const say = answer => process.stdout.write(JSON.stringify(answer) + '\n')
const text = bytes => new TextDecoder().decode(bytes)

const securities = { noise, tls }
const through = option('--relay-listen')
const relay = args.includes('--relay')
  ? { relay: circuitRelayServer({ reservations: { maxReservations: 100, applyDefaultLimit: false } }) }
  : {}
const node = await createLibp2p({
  addresses: {
    listen: [through ? `${through}/p2p-circuit` : `/ip4/${option('--host', '127.0.0.1')}/tcp/${option('--port', '0')}`]
  },
  transports: [tcp(), circuitRelayTransport()],
  connectionEncrypters: option('--security', 'noise,tls').split(',').map(name => securities[name]()),
  streamMuxers: [yamux({ maxInboundStreams: 4096, maxOutboundStreams: 4096 })],
  connectionGater: { denyDialMultiaddr: () => false },
  connectionManager: { inboundConnectionThreshold: 100_000, maxConnections: 10_000 },
  services: { identify: identify(), push: identifyPush(), ping: ping({ ...MANY, timeout: 120_000 }), ...relay }
})

async function send (stream, bytes) {
  if (!stream.send(bytes)) await stream.onDrain()
}

async function fill (stream, count) {
  for (let left = count; left > 0; left -= ZEROS.length) {
    await send(stream, left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS)
  }
}

// Reads exactly so many bytes; the rest of a chunk is kept for the next call.
function reader (stream) {
  const chunks = stream[Symbol.asyncIterator]()
  let rest = new Uint8Array(0)
  return async count => {
    const parts = [rest]
    let have = rest.length
    while (have < count) {
      const { done, value } = await chunks.next()
      if (done) throw new Error(`the stream ended after ${have} of ${count} bytes`)
      parts.push(value.subarray())
      have += value.byteLength
    }
    const all = Buffer.concat(parts)
    rest = all.subarray(count)
    return all.subarray(0, count)
  }
}

function serve (protocol, answer) {
  return node.handle(protocol, async stream => {
    try {
      await answer(stream)
      await stream.close()
    } catch (e) {
      stream.abort(e)
    }
  }, MANY)
}

await serve(ECHO, async stream => {
  for await (const chunk of stream) await send(stream, chunk)
})

await serve(PERF, async stream => {
  const head = Buffer.alloc(8)
  let have = 0
  for await (const chunk of stream) {
    if (have < 8) {
      const part = chunk.subarray(0, 8 - have)
      head.set(part, have)
      have += part.length
    }
  }
  if (have < 8) throw new Error('the stream ended before it said how much to send')
  await fill(stream, Number(head.readBigUInt64BE()))
})

const connect = addr => node.dial(multiaddr(addr))

const verbs = {
  async dial ({ addr }) {
    const connection = await connect(addr)
    return { remote: connection.remotePeer.toString(), encryption: connection.encryption, muxer: connection.multiplexer }
  },

  async ping ({ addr, n = 5 }) {
    const stream = await (await connect(addr)).newStream(PING, MANY)
    const read = reader(stream)
    const micros = []
    for (let i = 0; i < n; i++) {
      const data = crypto.getRandomValues(new Uint8Array(32))
      const start = process.hrtime.bigint()
      await send(stream, data)
      const back = await read(32)
      micros.push(Number(process.hrtime.bigint() - start) / 1e3)
      if (Buffer.compare(back, data) !== 0) throw new Error('ping: other bytes came back')
    }
    await stream.close()
    micros.sort((a, b) => a - b)
    return { n, minUs: micros[0], p50Us: micros[n >> 1], p99Us: micros[Math.floor(n * 0.99)] }
  },

  async perf ({ addr, up = 0, down = 0 }) {
    const connection = await connect(addr)
    const start = process.hrtime.bigint()
    const stream = await connection.newStream(PERF, MANY)
    const head = Buffer.alloc(8)
    head.writeBigUInt64BE(BigInt(down))
    await send(stream, new Uint8Array(head))
    await fill(stream, up)
    await stream.close()
    let got = 0
    for await (const chunk of stream) got += chunk.byteLength
    if (got !== down) throw new Error(`perf: ${got} bytes came (expected: ${down})`)
    const sec = Number(process.hrtime.bigint() - start) / 1e9
    return { up, down, sec, MBps: (up + down) / sec / 1e6 }
  },

  async handshakes ({ addr, n = 50 }) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < n; i++) await (await node.dial(multiaddr(addr), { force: true })).close()
    return { n, perSecond: n / (Number(process.hrtime.bigint() - start) / 1e9) }
  },

  // js-libp2p asks by itself on each new connection, and peers of its kind allow one such stream at a time.
  async identify ({ addr }) {
    const connection = await connect(addr)
    for (let attempt = 1; ; attempt++) {
      try {
        const info = await node.services.identify.identify(connection)
        return {
          peer: info.peerId.toString(), agent: info.agentVersion, protocolVersion: info.protocolVersion,
          protocols: info.protocols, listenAddrs: info.listenAddrs.map(String), observed: String(info.observedAddr)
        }
      } catch (e) {
        if (attempt === 4) throw e
        await new Promise(resolve => setTimeout(resolve, 250))
      }
    }
  },

  async echo ({ addr, text: said }) {
    const stream = await (await connect(addr)).newStream(ECHO, MANY)
    await send(stream, new TextEncoder().encode(said))
    await stream.close()
    const parts = []
    for await (const chunk of stream) parts.push(chunk.subarray())
    return { text: text(Buffer.concat(parts)) }
  },

  // All of them are open before the first is read.
  async streams ({ addr, n = 1000 }) {
    const connection = await connect(addr)
    const open = []
    for (let i = 0; i < n; i++) {
      const stream = await connection.newStream(ECHO, MANY)
      await send(stream, new TextEncoder().encode(`stream ${i}`))
      open.push(stream)
    }
    for (const [i, stream] of open.entries()) {
      const back = text(await reader(stream)(`stream ${i}`.length))
      if (back !== `stream ${i}`) throw new Error(`stream ${i} gave back '${back}'`)
    }
    await Promise.all(open.map(stream => stream.close()))
    return { n }
  },

  async reset ({ addr }) {
    const stream = await (await connect(addr)).newStream(ECHO, MANY)
    await send(stream, new Uint8Array([1]))
    await reader(stream)(1)
    stream.abort(new Error('on purpose'))
    return {}
  }
}

async function obey (command) {
  const { id, cmd } = command
  try {
    if (!Object.hasOwn(verbs, cmd)) throw new Error(`unknown command '${cmd}'`)
    say({ id, cmd, ok: true, ...await verbs[cmd](command) })
    return true
  } catch (e) {
    // What a wait for room rejects with is an event; the reason is inside it.
    const cause = e instanceof Error ? e : (e?.error ?? new Error(`${e?.type} event`))
    say({ id, cmd, ok: false, error: `${cause.name}: ${cause.message}` })
    return false
  }
}

let good = true
if (mode === 'run') {
  for (const command of JSON.parse(args[0])) good = await obey(command) && good
} else {
  say({ event: 'ready', peerId: node.peerId.toString(), addrs: node.getMultiaddrs().map(String) })
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') await obey(JSON.parse(line))
  }
}
await node.stop()
process.exit(good ? 0 : 1)
