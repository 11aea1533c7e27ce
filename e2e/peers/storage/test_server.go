// Gives Kubernetes' tests of its own storage (k8s.io/apiserver/pkg/storage/etcd3) a store of another kind than the etcd
// that they would start. Takes the place of that package's testserver/test_server.go, whose functions it has.
//
// Whoever is at $BEEMESH_STORES, host and port, makes a new store for each connection, and ends it with the connection.
// It is told how often a watch wants to hear of progress, in milliseconds, and says where the store answers: a line
// each.
package testserver

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/kubernetes"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	storagetesting "k8s.io/apiserver/pkg/storage/testing"
)

const (
	patience = 30 * time.Second
	// What etcd takes where a test says nothing.
	progress = 10 * time.Minute
)

// NewTestConfig returns what a test may ask of its store: of all of it, only the interval of progress matters here.
func NewTestConfig(t testing.TB) *embed.Config {
	cfg := embed.NewConfig()
	cfg.WatchProgressNotifyInterval = progress
	return cfg
}

// RunEtcd returns a client of a store that is empty and ends with the test.
func RunEtcd(t testing.TB, cfg *embed.Config) *kubernetes.Client {
	t.Helper()
	if cfg == nil {
		cfg = NewTestConfig(t)
	}
	client, err := kubernetes.New(clientv3.Config{
		Endpoints:   []string{newStore(t, cfg.WatchProgressNotifyInterval)},
		DialTimeout: patience,
		DialOptions: []grpc.DialOption{grpc.WithBlock()},
		Logger:      zap.NewNop(),
	})
	if err != nil {
		t.Fatalf("no client of the store: %v", err)
	}
	t.Cleanup(func() { client.Close() })
	client.KV = storagetesting.NewKVRecorder(client.KV)
	client.Kubernetes = storagetesting.NewKubernetesRecorder(client.Kubernetes)
	return client
}

func newStore(t testing.TB, progress time.Duration) string {
	t.Helper()
	stores, err := net.Dial("tcp", os.Getenv("BEEMESH_STORES"))
	if err != nil {
		t.Fatalf("$BEEMESH_STORES, which makes stores: %v", err)
	}
	t.Cleanup(func() { stores.Close() })
	fmt.Fprintf(stores, "%d\n", progress.Milliseconds())
	stores.SetReadDeadline(time.Now().Add(patience))
	address, err := bufio.NewReader(stores).ReadString('\n')
	if err != nil {
		t.Fatalf("no store was made: %v", err)
	}
	return strings.TrimSpace(address)
}
