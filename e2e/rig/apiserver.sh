# An API server of the control plane in $STATE. Sourced; needs its settings, its authorities and KUBERNETES_BIN.

# start_apiserver NAME PORT RECONCILER [FLAG...]: starts one, and waits until it is ready.
start_apiserver() {
  local name=$1 port=$2 reconciler=$3 pki=$STATE/pki
  shift 3
  local identity=(
    --client-ca-file="$pki/client-ca.crt"
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key"
    --service-account-key-file="$pki/service-account.key" --service-account-signing-key-file="$pki/service-account.key"
    --service-account-issuer=https://kubernetes.default.svc.cluster.local
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --enable-bootstrap-token-auth
  )
  local kubelet=(
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key"
    --kubelet-certificate-authority="$pki/server-ca.crt"
    --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname
  )
  local aggregation=(
    --requestheader-client-ca-file="$pki/front-proxy-ca.crt" --requestheader-allowed-names=system:auth-proxy
    --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group
    --requestheader-username-headers=X-Remote-User
    --proxy-client-cert-file="$pki/front-proxy.crt" --proxy-client-key-file="$pki/front-proxy.key"
  )
  audit_policy >"$STATE/audit-policy.yaml"
  local audit=(--audit-policy-file="$STATE/audit-policy.yaml" --audit-log-path="$STATE/logs/$name-audit.log")
  start "$name" "$KUBERNETES_BIN/kube-apiserver" --etcd-servers="$ETCD" \
    --bind-address=0.0.0.0 --secure-port="$port" --advertise-address="$ADVERTISE" \
    --endpoint-reconciler-type="$reconciler" --service-cluster-ip-range="$SERVICE_CIDR" --allow-privileged=true \
    --profiling=false "${identity[@]}" "${kubelet[@]}" "${aggregation[@]}" "${audit[@]}" "$@"
  await 60 "$name" api_is_ready "$port"
}

# What providers did: as themselves and as their nodes.
audit_policy() {
  cat <<'POLICY'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
  - {level: None, nonResourceURLs: ["*"]}
  - {level: None, users: ["system:node:twin"]}
  - {level: Metadata, users: ["system:serviceaccount:beemesh-system:beemesh"]}
  - {level: Metadata, userGroups: ["system:nodes"], verbs: [create, update, patch, delete]}
  - level: Metadata
    userGroups: ["system:masters"]
    namespaces: [beemesh-system]
    verbs: [create, update, patch, delete]
  - {level: None}
POLICY
}

# api_is_ready PORT
api_is_ready() {
  [ "$(curl -s --cacert "$STATE/pki/server-ca.crt" --cert "$STATE/pki/admin.crt" --key "$STATE/pki/admin.key" \
    "https://127.0.0.1:$1/readyz")" = ok ]
}
