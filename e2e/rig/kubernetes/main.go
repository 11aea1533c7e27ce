// Command kubernetes is the rig's Kubernetes: every part of a control plane, a kubelet and kubectl in one binary,
// built from Go modules alone.
//
// The part is chosen by the name that the binary is called by (a symbolic link) or, when that is none of them, by the
// first argument.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// Each part is made only when it is asked for: making one registers its flags and metrics.
var parts = map[string]func() *cobra.Command{
	"kine":                    newKine,
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kube-proxy":              proxy.NewProxyCommand,
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
	"kubectl":                 kubectl.NewDefaultKubectlCommand,
}

func main() {
	name, args := filepath.Base(os.Args[0]), os.Args[1:]
	if parts[name] == nil && len(args) > 0 {
		name, args = args[0], args[1:]
	}
	newPart := parts[name]
	if newPart == nil {
		known := strings.Join(slices.Sorted(maps.Keys(parts)), ", ")
		fmt.Fprintf(os.Stderr, "no part is called %q; there are: %s\n", name, known)
		os.Exit(2)
	}
	os.Args = append([]string{name}, args...)
	part := newPart()
	part.SetArgs(args)
	os.Exit(cli.Run(part))
}
