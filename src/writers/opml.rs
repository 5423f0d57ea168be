use super::WriteError;
use crate::model::feed::SiteView;
/// stub
pub fn write(_: &SiteView<'_>) -> Result<Vec<u8>, WriteError> {
    Ok(Vec::new())
}
