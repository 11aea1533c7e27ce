// Command tunnel is what nodes and an API server meet of a k3s server: the sessions that nodes open at /v1-k3s/connect,
// and a CONNECT proxy on a UNIX socket by which a kube-apiserver reaches nodes through them.
//
// The protocol is the real one, remotedialer at the version that k3s pins; which way a call goes is what k3s'
// pkg/daemons/control/tunnel.go does in its default mode, "agent".
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rancher/remotedialer"
)

const (
	connectPath  = "/v1-k3s/connect"
	nodesGroup   = "system:nodes"
	nodePrefix   = "system:node:"
	messageBytes = 32 << 10
)

var (
	listen = flag.String("listen", "127.0.0.1:7443", "TLS address at which nodes open sessions")
	socket = flag.String("socket", "", "UNIX socket of the CONNECT proxy")
	api    = flag.String("api", "https://127.0.0.1:6443", "API server that knows the nodes")
	pki    = flag.String("pki", "pki", "folder of the control plane's keys and certificates")
)

func main() {
	flag.Parse()
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	s, err := newServer()
	if err != nil {
		log.Fatal(err)
	}
	os.Remove(*socket)
	proxy, err := net.Listen("unix", *socket)
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(proxy, http.HandlerFunc(s.proxy))) }()
	sessions := &http.Server{Addr: *listen, Handler: http.HandlerFunc(s.serve), TLSConfig: s.tls}
	log.Fatal(sessions.ListenAndServeTLS("", ""))
}

type server struct {
	tls      *tls.Config
	clients  *x509.CertPool
	nodes    *http.Client
	sessions *remotedialer.Server
}

func newServer() (*server, error) {
	clients, err := pool("client-ca.crt")
	if err != nil {
		return nil, err
	}
	roots, err := pool("server-ca.crt")
	if err != nil {
		return nil, err
	}
	serving, err := pair("apiserver")
	if err != nil {
		return nil, err
	}
	admin, err := pair("admin")
	if err != nil {
		return nil, err
	}
	return &server{
		// As k3s has it: a certificate is asked for but not required, and HTTP/2 is offered though of no use here.
		tls: &tls.Config{
			Certificates: []tls.Certificate{serving}, ClientAuth: tls.RequestClientCert,
			NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12,
		},
		clients: clients,
		nodes: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{admin}},
		}},
		sessions: remotedialer.New(sessionKey, func(w http.ResponseWriter, _ *http.Request, code int, err error) {
			http.Error(w, err.Error(), code)
		}),
	}, nil
}

func pool(name string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(filepath.Join(*pki, name))
	if err != nil {
		return nil, err
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: no certificate in it", name)
	}
	return p, nil
}

func pair(name string) (tls.Certificate, error) {
	return tls.LoadX509KeyPair(filepath.Join(*pki, name+".crt"), filepath.Join(*pki, name+".key"))
}

// serve opens a session to a node, and to nobody else.
func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != connectPath {
		http.NotFound(w, r)
		return
	}
	if len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	clientAuth := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: s.clients, KeyUsages: clientAuth})
	switch {
	case err != nil:
		http.Error(w, "not authorized", http.StatusUnauthorized)
	case !slices.Contains(leaf.Subject.Organization, nodesGroup):
		http.Error(w, "forbidden", http.StatusForbidden)
	default:
		log.Printf("session begins: %s", leaf.Subject)
		s.sessions.ServeHTTP(w, r)
		log.Printf("session ends: %s", leaf.Subject)
	}
}

// sessionKey is the name of the node, to which remotedialer gives its session.
func sessionKey(r *http.Request) (string, bool, error) {
	node, is := strings.CutPrefix(r.TLS.PeerCertificates[0].Subject.CommonName, nodePrefix)
	return node, is, nil
}

// proxy answers CONNECT, and 200 before the node has dialed anything, as k3s does.
func (s *server) proxy(w http.ResponseWriter, r *http.Request) {
	far, err := s.dial(r.Context(), r.Host)
	if err != nil {
		log.Printf("%s: %v", r.Host, err)
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer far.Close()
	near, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		log.Printf("%s: %v", r.Host, err)
		return
	}
	defer near.Close()
	if _, err := io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	ended := make(chan struct{}, 2)
	copying := func(to io.Writer, from io.Reader) {
		// Neither side's own way of copying: k3s reads so much at a time, and so large are its messages.
		io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, messageBytes))
		ended <- struct{}{}
	}
	go copying(far, buffered)
	go copying(near, far)
	<-ended
}

// dial goes through the session of the node whose kubelet is asked for, and straight to whatever is no kubelet.
func (s *server) dial(ctx context.Context, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	node, err := s.owner(ctx, host, port)
	if err != nil {
		return nil, err
	}
	if node == "" {
		return (&net.Dialer{}).DialContext(ctx, "tcp", address)
	}
	if !s.sessions.HasSession(node) {
		return nil, fmt.Errorf("no session of node %s", node)
	}
	return s.sessions.Dialer(node)(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
}

type nodeList struct {
	Items []struct {
		Metadata struct{ Name string }
		Status   struct {
			Addresses       []struct{ Type, Address string }
			DaemonEndpoints struct{ KubeletEndpoint struct{ Port int } }
		}
	}
}

// owner is the node that has this kubelet; the port 10010 is reserved beside the kubelet's on every node of a k3s.
func (s *server) owner(ctx context.Context, host, port string) (string, error) {
	if net.ParseIP(host) == nil {
		return host, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, *api+"/api/v1/nodes", nil)
	if err != nil {
		return "", err
	}
	answer, err := s.nodes.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var nodes nodeList
	if err := json.NewDecoder(answer.Body).Decode(&nodes); err != nil {
		return "", err
	}
	for _, node := range nodes.Items {
		kubelet := strconv.Itoa(node.Status.DaemonEndpoints.KubeletEndpoint.Port)
		for _, a := range node.Status.Addresses {
			if a.Type == "InternalIP" && a.Address == host && (port == kubelet || port == "10010") {
				return node.Metadata.Name, nil
			}
		}
	}
	return "", nil
}
