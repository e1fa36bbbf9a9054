globalThis.kubeCredentialConfig = {};
