# The certificates of a control plane, with client CA and server CA apart as in k3s. Sourced; writes to $STATE/pki.

make_authorities() {
  mkdir -p -m 700 "$STATE/pki"
  [ ! -f "$STATE/admin.kubeconfig" ] || return 0
  (
    umask 077
    local name=kubernetes names=DNS:localhost,DNS:kubernetes
    for suffix in default svc cluster.local; do name+=.$suffix names+=,DNS:$name; done
    for authority in server-ca client-ca front-proxy-ca; do make_authority "$authority"; done
    make_key service-account
    make_certificate apiserver server-ca /CN=kube-apiserver \
      "IP:127.0.0.1,IP:$ADVERTISE,IP:$(first_address "$SERVICE_CIDR"),$names"
    make_certificate admin client-ca /O=system:masters/CN=system:admin
    make_certificate controller-manager client-ca /CN=system:kube-controller-manager
    make_certificate scheduler client-ca /CN=system:kube-scheduler
    make_certificate kubelet-client client-ca /O=system:masters/CN=kube-apiserver
    make_certificate front-proxy front-proxy-ca /CN=system:auth-proxy
    for user in controller-manager scheduler admin; do make_kubeconfig "$user" "$STATE/$user.kubeconfig"; done
  )
}

# Keys in the form that k3s gives them: not every client reads an elliptic one in PKCS #8.
make_key() { openssl_quiet ecparam -name prime256v1 -genkey -noout -out "$STATE/pki/$1.key"; }

make_authority() {
  make_key "$1"
  openssl_quiet req -x509 -new -key "$STATE/pki/$1.key" -days 3650 -out "$STATE/pki/$1.crt" \
    -subj "/CN=beemesh-rig-$1"
}

# make_certificate NAME AUTHORITY SUBJECT [NAMES]: for a server when it has alternative names, else for a client.
make_certificate() {
  local file=$STATE/pki/$1 authority=$STATE/pki/$2 extensions=extendedKeyUsage=clientAuth
  [ $# -lt 4 ] || extensions=$(printf 'extendedKeyUsage=serverAuth\nsubjectAltName=%s' "$4")
  make_key "$1"
  openssl_quiet req -new -key "$file.key" -out "$file.csr" -subj "$3"
  openssl_quiet x509 -req -in "$file.csr" -CA "$authority.crt" -CAkey "$authority.key" -CAcreateserial -days 3650 \
    -out "$file.crt" -extfile <(printf '%s\n' "$extensions")
  rm "$file.csr"
}

openssl_quiet() { openssl "$@" 2>>"$STATE/logs/openssl.log" || die "openssl failed" "read $STATE/logs/openssl.log"; }

# first_address CIDR [N]: the first address of a range, which is that of the kubernetes Service, or the Nth.
first_address() { printf '%s.%d' "${1%.*}" "${2:-1}"; }

# make_kubeconfig NAME FILE [PORT]: whole in itself, so that it can be copied to wherever it is used.
make_kubeconfig() {
  cat >"$2" <<YAML
apiVersion: v1
kind: Config
clusters:
  - name: rig
    cluster:
      server: https://127.0.0.1:${3:-$PORT}
      certificate-authority-data: $(base64 -w0 "$STATE/pki/server-ca.crt")
users:
  - name: $1
    user:
      client-certificate-data: $(base64 -w0 "$STATE/pki/$1.crt")
      client-key-data: $(base64 -w0 "$STATE/pki/$1.key")
contexts:
  - name: rig
    context: {cluster: rig, user: $1}
current-context: rig
YAML
}
