export { bringSandboxPki, sandboxPki } from '../../conformance/own-pki.ts';
