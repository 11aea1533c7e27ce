// Command go-peer is go-libp2p as a foreign peer for interop tests and benchmarks, driven by JSON lines.
//
//	go-peer listen [options]        prints {"event":"ready","peerId":..,"addrs":[..]}, then obeys one command a
//	                                line from stdin and answers each with a line; ends when stdin closes
//	go-peer run '[{"cmd":..},..]'   obeys the commands and ends; status 0 if all went well
//
// Options: --port N (0), --host 127.0.0.1, --security noise,tls, --relay (be one, without limits), --relay-listen ADDR
// (be reached through that relay only). Commands: dial, ping n, perf up down, handshakes n, identify, echo text lazy,
// streams n, reset; each with addr. The js peer knows the same, the Java one as well but for relays.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
	"github.com/libp2p/go-libp2p/p2p/protocol/identify"
	identifypb "github.com/libp2p/go-libp2p/p2p/protocol/identify/pb"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	tls "github.com/libp2p/go-libp2p/p2p/security/tls"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/libp2p/go-msgio/pbio"
	ma "github.com/multiformats/go-multiaddr"
	multistream "github.com/multiformats/go-multistream"
	"google.golang.org/protobuf/proto"
)

const (
	perfID     protocol.ID = "/perf/1.0.0"
	echoID     protocol.ID = "/echo/1.0.0"
	block                  = 64 << 10
	dialTime               = 15 * time.Second
	transfer               = 2 * time.Minute
	messageMax             = 8 << 10
)

type command struct {
	ID              json.RawMessage
	Cmd, Addr, Text string
	Up, Down        uint64
	N               int
	Lazy            bool
}

type fields map[string]any

// answers are written by one goroutine at a time: commands run one after the other.
func say(answer fields) {
	line, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(append(line, '\n'))
}

func option(args []string, name, missing string) string {
	if i := slices.Index(args, name); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return missing
}

func newHost(args []string) (host.Host, error) {
	listen := fmt.Sprintf("/ip4/%s/tcp/%s", option(args, "--host", "127.0.0.1"), option(args, "--port", "0"))
	options := []libp2p.Option{
		libp2p.ListenAddrStrings(listen),
		// A redial from the port that was just closed may lose a SYN, which costs a second.
		libp2p.Transport(tcp.NewTCPTransport, tcp.DisableReuseport()),
		libp2p.Muxer(yamux.ID, yamux.DefaultTransport),
		// Thousands of connections and streams come from one address here.
		libp2p.ResourceManager(&network.NullResourceManager{}),
		libp2p.ConnectionManager(connmgr.NullConnMgr{}),
		libp2p.DisableMetrics(),
	}
	for _, name := range strings.Split(option(args, "--security", "noise,tls"), ",") {
		switch name {
		case "noise":
			options = append(options, libp2p.Security(noise.ID, noise.New))
		case "tls":
			options = append(options, libp2p.Security(tls.ID, tls.New))
		default:
			return nil, fmt.Errorf("--security %q: expected noise, tls or both with a comma between", name)
		}
	}
	through := option(args, "--relay-listen", "")
	if through != "" {
		circuit, err := ma.NewMultiaddr(through + "/p2p-circuit")
		if err != nil {
			return nil, err
		}
		options = append(options, libp2p.NoListenAddrs, libp2p.EnableRelay(),
			libp2p.AddrsFactory(func([]ma.Multiaddr) []ma.Multiaddr { return []ma.Multiaddr{circuit} }))
	}
	h, err := libp2p.New(options...)
	if err == nil && through != "" {
		err = reserve(h, through)
	}
	if err == nil && slices.Contains(args, "--relay") {
		anyAddr := relay.WithReservationAddressFilter(func(ma.Multiaddr) bool { return true })
		_, err = relay.New(h, relay.WithInfiniteLimits(), anyAddr)
	}
	if err != nil {
		return nil, err
	}
	h.SetStreamHandler(perfID, serve(answerPerf))
	h.SetStreamHandler(echoID, serve(func(s network.Stream) error {
		_, err := io.CopyBuffer(s, s, make([]byte, block))
		return err
	}))
	return h, nil
}

// reserve takes a slot at the relay, which holds for longer than any test.
func reserve(h host.Host, addr string) error {
	info, err := peer.AddrInfoFromString(addr)
	if err != nil {
		return err
	}
	_, err = client.Reserve(context.Background(), h, *info)
	return err
}

func serve(answer func(network.Stream) error) network.StreamHandler {
	return func(s network.Stream) {
		if answer(s) != nil {
			s.Reset()
			return
		}
		s.Close()
	}
}

func answerPerf(s network.Stream) error {
	var down uint64
	if err := binary.Read(s, binary.BigEndian, &down); err != nil {
		return err
	}
	if _, err := drain(s); err != nil {
		return err
	}
	return fill(s, down)
}

func fill(w io.Writer, n uint64) error {
	zeros := make([]byte, block)
	for left := n; left > 0; {
		part := min(left, block)
		if _, err := w.Write(zeros[:part]); err != nil {
			return err
		}
		left -= part
	}
	return nil
}

// drain reads in steps of a block: the bare structs hide io.Discard's own way of reading, 8 KiB at a time.
func drain(r io.Reader) (uint64, error) {
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, block))
	return uint64(n), err
}

type node struct{ host.Host }

// connect uses an open connection again, or dials that address and no other.
func (n node) connect(addr string) (network.Conn, error) {
	info, err := peer.AddrInfoFromString(addr)
	if err != nil {
		return nil, err
	}
	if open := n.Network().ConnsToPeer(info.ID); len(open) > 0 {
		return open[0], nil
	}
	n.Peerstore().ClearAddrs(info.ID)
	n.Peerstore().AddAddrs(info.ID, info.Addrs, time.Hour)
	ctx, cancel := context.WithTimeout(context.Background(), dialTime)
	defer cancel()
	return n.Network().DialPeer(ctx, info.ID)
}

// open waits until the peer agreed to the protocol; lazily, the proposal goes with the first bytes and FIN may follow
// at once.
func (n node) open(c command, id protocol.ID) (network.Stream, error) {
	conn, err := n.connect(c.Addr)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), dialTime)
	defer cancel()
	var s network.Stream
	if c.Lazy {
		s, err = n.NewStream(ctx, conn.RemotePeer(), id)
	} else if s, err = conn.NewStream(ctx); err == nil {
		_, err = multistream.SelectOneOf([]protocol.ID{id}, s)
	}
	if err != nil {
		return nil, err
	}
	return s, s.SetDeadline(time.Now().Add(transfer))
}

func (n node) dial(c command) (fields, error) {
	conn, err := n.connect(c.Addr)
	if err != nil {
		return nil, err
	}
	state := conn.ConnState()
	return fields{"remote": conn.RemotePeer(), "encryption": state.Security, "muxer": state.StreamMultiplexer}, nil
}

func (n node) ping(c command) (fields, error) {
	s, err := n.open(c, ping.ID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	micros := make([]float64, c.N)
	out, back := make([]byte, ping.PingSize), make([]byte, ping.PingSize)
	for i := range micros {
		rand.Read(out)
		start := time.Now()
		if _, err := s.Write(out); err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(s, back); err != nil {
			return nil, err
		}
		micros[i] = time.Since(start).Seconds() * 1e6
		if !bytes.Equal(out, back) {
			return nil, errors.New("ping: other bytes came back")
		}
	}
	slices.Sort(micros)
	return fields{"n": c.N, "minUs": micros[0], "p50Us": micros[c.N/2], "p99Us": micros[c.N*99/100]}, nil
}

func (n node) perf(c command) (fields, error) {
	start := time.Now()
	s, err := n.open(c, perfID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := errors.Join(binary.Write(s, binary.BigEndian, c.Down), fill(s, c.Up), s.CloseWrite()); err != nil {
		return nil, err
	}
	got, err := drain(s)
	if err == nil && got != c.Down {
		err = fmt.Errorf("perf: %d bytes came (expected: %d)", got, c.Down)
	}
	seconds := time.Since(start).Seconds()
	return fields{"up": c.Up, "down": c.Down, "sec": seconds, "MBps": float64(c.Up+c.Down) / seconds / 1e6}, err
}

func (n node) handshakes(c command) (fields, error) {
	start := time.Now()
	for range c.N {
		conn, err := n.connect(c.Addr)
		if err != nil {
			return nil, err
		}
		if err := n.Network().ClosePeer(conn.RemotePeer()); err != nil {
			return nil, err
		}
	}
	return fields{"n": c.N, "perSecond": float64(c.N) / time.Since(start).Seconds()}, nil
}

func (n node) identify(c command) (fields, error) {
	s, err := n.open(c, identify.ID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	all, in := &identifypb.Identify{}, pbio.NewDelimitedReader(s, messageMax)
	for err == nil {
		part := &identifypb.Identify{}
		if err = in.ReadMsg(part); err == nil {
			proto.Merge(all, part)
		}
	}
	if err != io.EOF {
		return nil, err
	}
	listen := []string{}
	for _, raw := range all.GetListenAddrs() {
		addr, err := ma.NewMultiaddrBytes(raw)
		if err != nil {
			return nil, err
		}
		listen = append(listen, addr.String())
	}
	observed, err := ma.NewMultiaddrBytes(all.GetObservedAddr())
	return fields{"peer": s.Conn().RemotePeer(), "agent": all.GetAgentVersion(),
		"protocolVersion": all.GetProtocolVersion(), "protocols": all.GetProtocols(),
		"listenAddrs": listen, "observed": observed}, err
}

func (n node) echo(c command) (fields, error) {
	s, err := n.open(c, echoID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if _, err := io.WriteString(s, c.Text); err != nil {
		return nil, err
	}
	if err := s.CloseWrite(); err != nil {
		return nil, err
	}
	back, err := io.ReadAll(s)
	return fields{"text": string(back)}, err
}

// streams opens n streams, all of them before the first is read.
func (n node) streams(c command) (fields, error) {
	open := make([]network.Stream, c.N)
	for i := range open {
		s, err := n.open(c, echoID)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		if _, err := fmt.Fprintf(s, "stream %d", i); err != nil {
			return nil, err
		}
		open[i] = s
	}
	for i, s := range open {
		want := fmt.Sprintf("stream %d", i)
		back := make([]byte, len(want))
		if _, err := io.ReadFull(s, back); err != nil {
			return nil, err
		}
		if string(back) != want {
			return nil, fmt.Errorf("stream %d gave back %q", i, back)
		}
	}
	return fields{"n": c.N}, nil
}

func (n node) reset(c command) (fields, error) {
	s, err := n.open(c, echoID)
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte{1}); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return nil, err
	}
	return fields{}, s.ResetWithError(7)
}

func (n node) obey(c command) bool {
	verbs := map[string]func(command) (fields, error){"dial": n.dial, "ping": n.ping, "perf": n.perf,
		"handshakes": n.handshakes, "identify": n.identify, "echo": n.echo, "streams": n.streams, "reset": n.reset}
	var answer fields
	err := fmt.Errorf("unknown command %q", c.Cmd)
	if verb := verbs[c.Cmd]; verb != nil {
		if c.N == 0 {
			c.N = 5
		}
		answer, err = verb(c)
	}
	if answer == nil {
		answer = fields{}
	}
	if err != nil {
		answer["error"] = err.Error()
	}
	answer["cmd"], answer["ok"] = c.Cmd, err == nil
	if c.ID != nil {
		answer["id"] = c.ID
	}
	say(answer)
	return err == nil
}

func work(args []string) error {
	runs := len(args) > 1 && args[0] == "run"
	if !runs && (len(args) == 0 || args[0] != "listen") {
		return errors.New("expected: listen [options], or run '[{\"cmd\":..},..]' [options]")
	}
	h, err := newHost(args)
	if err != nil {
		return err
	}
	defer h.Close()
	n := node{h}
	if runs {
		var commands []command
		err := json.Unmarshal([]byte(args[1]), &commands)
		for _, c := range commands {
			if !n.obey(c) {
				err = errors.New("not every command went well")
			}
		}
		return err
	}
	addrs, err := peer.AddrInfoToP2pAddrs(host.InfoFromHost(h))
	if err != nil {
		return err
	}
	say(fields{"event": "ready", "peerId": h.ID(), "addrs": addrs})
	for in := json.NewDecoder(os.Stdin); in.More(); {
		var c command
		if err := in.Decode(&c); err != nil {
			return err
		}
		n.obey(c)
	}
	return nil
}

func main() {
	if err := work(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "go-peer:", err)
		os.Exit(1)
	}
}
