export const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
export const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const ADDRESSING = 'http://www.w3.org/2005/08/addressing';
export const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const XOP = 'http://www.w3.org/2004/08/xop/include';
