import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import { expect } from 'chai';
import * as XmlCore from 'xml-core';
import { Application, Parse, SignedXml } from 'xmldsigjs';
import { isRefusal } from '../../src/errors.ts';
import { pemCertificates } from '../../src/identity/pem.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { verifyEnvelopedSignature } from '../../src/identity/xml-signature.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants, type XmlElement } from '../../src/xml/tree.ts';
import { told } from '../support/faults.ts';
import { CHARLOTTE_INS, type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';
import { sharedText } from '../support/shared-data.ts';
import { needXmlsec, xmlsecSigns, xmlsecVerifies } from '../support/xmlsec.ts';

console.log(XmlCore, createPrivateKey, createPublicKey, webcrypto, Application, Parse, SignedXml);
