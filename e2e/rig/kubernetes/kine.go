package main

import (
	"context"

	"github.com/k3s-io/kine/pkg/app"
	"github.com/spf13/cobra"
)

// newKine wraps kine, which stands in for etcd on top of SQLite. kine parses its flags itself: only then does it fill
// in its defaults.
func newKine() *cobra.Command {
	return &cobra.Command{
		Use:                "kine",
		DisableFlagParsing: true,
		RunE: func(_ *cobra.Command, args []string) error {
			return app.New().RunContext(context.Background(), append([]string{"kine"}, args...))
		},
	}
}
