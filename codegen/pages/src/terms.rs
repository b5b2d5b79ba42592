//! The vendor's terms, said once for those who read pages and for those who write them.

use crate::model::AppKind;

/// What pages call one thing. All spellings are read, and the first one is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Term(&'static [&'static str]);

impl Term {
    /// As it is written.
    pub(crate) const fn word(self) -> &'static str {
        match self.0 {
            [first, ..] => first,
            [] => "",
        }
    }

    /// All its spellings.
    pub(crate) fn words(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }

    /// Whether a text is the term.
    pub(crate) fn is(self, text: &str) -> bool {
        self.0.contains(&text)
    }

    /// Whether a text contains the term.
    pub(crate) fn is_in(self, text: &str) -> bool {
        self.0.iter().any(|word| text.contains(word))
    }
}

// Headings.
pub(crate) const HEADERS: Term = Term(&["请求头"]);
pub(crate) const PATH: Term = Term(&["路径参数"]);
pub(crate) const QUERY: Term = Term(&["查询参数"]);
pub(crate) const BODY: Term = Term(&["请求体"]);
pub(crate) const BODY_SAMPLE: Term = Term(&["请求体示例", "请求示例"]);
pub(crate) const RESPONSE: Term = Term(&["响应体"]);
pub(crate) const RESPONSE_SAMPLE: Term = Term(&["响应体示例", "响应示例", "成功响应"]);

// Rows of the first table.
pub(crate) const URL: Term = Term(&["HTTP URL"]);
pub(crate) const METHOD: Term = Term(&["HTTP Method"]);
pub(crate) const RATE_LIMIT: Term = Term(&["接口频率限制"]);
pub(crate) const APPS: Term = Term(&["支持的应用类型"]);
pub(crate) const SCOPES: Term = Term(&["权限要求"]);
/// Also a label in the description of a field.
pub(crate) const FIELD_SCOPES: Term = Term(&["字段权限要求"]);

// Columns.
pub(crate) const NAME: Term = Term(&["名称", "参数", "字段", "Name", "Key"]);
pub(crate) const TYPE: Term = Term(&["类型", "数据类型", "Type"]);
pub(crate) const REQUIRED: Term = Term(&["必填", "是否必填", "必须", "Required"]);
pub(crate) const DESCRIPTION: Term = Term(&["描述", "说明", "Description"]);
pub(crate) const STATUS: Term = Term(&["HTTP状态码", "HTTP 状态码"]);
/// Also the heading of its table.
pub(crate) const ERROR_CODE: Term = Term(&["错误码"]);
pub(crate) const ADVICE: Term = Term(&["排查建议"]);

// Whether a field is required.
pub(crate) const YES: Term = Term(&["是", "必填", "yes", "Yes", "true", "required"]);
pub(crate) const NO: Term = Term(&["否", "选填", "no", "No", "false", "optional"]);

// Labels in the description of a field.
pub(crate) const EXAMPLE: Term = Term(&["示例值", "示例"]);
pub(crate) const DEFAULT: Term = Term(&["默认值"]);
pub(crate) const VALUES: Term = Term(&["可选值有", "可能值有", "可选值", "枚举值"]);
pub(crate) const RULES: Term = Term(&["数据校验规则"]);

// Words in prose.
pub(crate) const TIMESTAMP: Term = Term(&["时间戳"]);
pub(crate) const MILLISECONDS: Term = Term(&["毫秒"]);
pub(crate) const SECONDS: Term =
    Term(&["秒级", "秒时间戳", "单位：秒", "单位为秒", "精确到秒", "（秒）", "(秒)", "以秒为单位"]);
pub(crate) const IDEMPOTENT: Term = Term(&["幂等"]);
pub(crate) const DEPRECATED_FIELD: Term =
    Term(&["已废弃", "废弃字段", "（废弃）", "已弃用", "即将下线字段", "该字段即将下线"]);
pub(crate) const NOTE: Term = Term(&["注意", "注意事项", "请注意"]);
/// In a note to a field, which may also speak of others.
pub(crate) const THIS_FIELD_GOES: Term = Term(&["该字段即将下线", "该字段已废弃", "该字段已弃用"]);
/// In the title of a page.
pub(crate) const DEPRECATED: Term = Term(&["历史版本", "已废弃", "已下线", "不推荐"]);
pub(crate) const THIS_CALL: Term = Term(&["该接口", "本接口", "此接口", "更新时"]);
pub(crate) const OVERWRITES: Term = Term(&["全量覆盖", "全量更新"]);
/// A rate limit without a figure.
pub(crate) const SPECIAL_LIMIT: Term = Term(&["特殊频控", "特殊"]);

/// Units of time, the largest first, with their seconds.
pub(crate) const TIMES: [(u32, Term); 3] =
    [(3600, Term(&["小时"])), (60, Term(&["分钟", "分"])), (1, Term(&["秒"]))];

/// Units of size, the largest first, with their bytes.
pub(crate) const SIZES: [(u64, Term); 4] = [
    (1 << 30, Term(&["GB"])),
    (1 << 20, Term(&["MB"])),
    (1 << 10, Term(&["KB"])),
    (1, Term(&["字节"])),
];

/// What a kind of app is called, in the vendor's markup and in words.
pub(crate) fn app(kind: AppKind) -> (&'static str, &'static str) {
    match kind {
        AppKind::Custom => ("custom", "自建应用"),
        AppKind::Store => ("isv", "商店应用"),
    }
}
