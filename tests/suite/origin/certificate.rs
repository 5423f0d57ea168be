//! Certificates, made when they are needed: good ones, and ones that are wrong in one way.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};

/// An authority that makes certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a server shows.
pub(crate) struct Certificate {
    chain: Vec<Vec<u8>>,
    key: Vec<u8>,
}

impl Authority {
    /// A new one, that nobody knows.
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority of the tests");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, for `net.ca_file`.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A good certificate for names or addresses.
    pub(crate) fn certify(&self, names: &[&str]) -> Certificate {
        self.sign(&params(names))
    }

    /// One that was good until 2001.
    pub(crate) fn certify_expired(&self, names: &[&str]) -> Certificate {
        let mut params = params(names);
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(2001, 1, 1);
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Certificate { chain: vec![certificate.der().to_vec()], key: key.serialize_der() }
    }
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).unwrap()
}

impl Certificate {
    /// One that only vouches for itself.
    pub(crate) fn of_its_own(names: &[&str]) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params(names).self_signed(&key).unwrap();
        Self { chain: vec![certificate.der().to_vec()], key: key.serialize_der() }
    }

    /// Settings of a server that shows it and speaks these protocols.
    pub(super) fn server(&self, protocols: &[&[u8]]) -> Arc<rustls::ServerConfig> {
        let chain = self.chain.iter().map(|der| der.clone().into()).collect();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(self.key.clone()).into();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        Arc::new(config)
    }
}
