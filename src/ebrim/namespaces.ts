/** Namespaces of the bodies of XDS.b (ITI TF-2 Appendix V; OASIS ebRS 3.0). */
export const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
export const RS = 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0';
export const LCM = 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0';
export const QUERY = 'urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0';
export const XDSB = 'urn:ihe:iti:xds-b:2007';
export const RMD = 'urn:ihe:iti:rmd:2017';
export const XOP = 'http://www.w3.org/2004/08/xop/include';
